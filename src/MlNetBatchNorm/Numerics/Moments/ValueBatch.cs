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

    private readonly T[][] _rows = MakeRows(Lanes.Padded(channels));
    private int _waiting;

    public override ChannelMoments Moments
    {
        get
        {
            AddWaiting();
            return base.Moments;
        }
    }

    /// <summary>Adds a row, and takes its values away.</summary>
    public override void Add(ChannelMoments row)
    {
        ((ValueMoments<T>)row).Exchange(ref _rows[_waiting]);
        if (++_waiting == _rows.Length)
            AddWaiting();
    }

    public override void Clear()
    {
        _waiting = 0;
        base.Clear();
    }

    private static T[][] MakeRows(int length) =>
        [.. Enumerable.Range(0, Math.Clamp(ValuesAtOnce / length, MinRowsAtOnce, MaxRowsAtOnce)).Select(_ => new T[length])];

    private void AddWaiting()
    {
        ((RealMoments)base.Moments).AddRows<T>(_rows.AsSpan(0, _waiting), finite);
        _waiting = 0;
    }
}
