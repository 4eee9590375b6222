namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>
/// A batch of rows of one value per channel. Rows wait until several can be added at once, while the sums of a few channels are in registers.
/// How many that are changes no bit.
/// </summary>
/// <param name="channels">The number of channels.</param>
/// <param name="finite">Whether all rows are of floats that are finite numbers, which takes half of the arithmetic.</param>
internal sealed class ValueBatch<T>(int channels, bool finite) : BatchMoments(new RealMoments(channels)) where T : unmanaged
{
    /// <summary>As many floats as fill a quarter of a usual first-level cache.</summary>
    private const int ValuesAtOnce = 2048;
    private const int MinRowsAtOnce = 4;
    private const int MaxRowsAtOnce = 32;

    private readonly int _length = Lanes.Padded(channels);
    private readonly T[] _rows = new T[Lanes.Padded(channels) * Math.Clamp(ValuesAtOnce / Lanes.Padded(channels), MinRowsAtOnce, MaxRowsAtOnce)];
    private int _filled;

    public override ChannelMoments Moments
    {
        get
        {
            AddWaiting();
            return base.Moments;
        }
    }

    public override void Add(ChannelMoments row)
    {
        ((ValueMoments<T>)row).Values.CopyTo(_rows.AsSpan(_filled));
        _filled += _length;
        if (_filled == _rows.Length)
            AddWaiting();
    }

    public override void Clear()
    {
        _filled = 0;
        base.Clear();
    }

    private void AddWaiting()
    {
        ((RealMoments)base.Moments).AddRows<T>(_rows.AsSpan(0, _filled), finite);
        _filled = 0;
    }
}
