namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>The moments of a row of one value per channel, float or double: the values themselves, which nothing deviates from.</summary>
internal sealed class ValueMoments<T> : ChannelMoments where T : unmanaged
{
    // Zeros fill the last lanes up.
    private T[] _values;
    private bool _finite = true;

    public ValueMoments(int channels)
        : base(channels)
    {
        _values = new T[Lanes.Padded(channels)];
        Count = 1;
    }

    /// <summary>The values, and zeros up to whole lanes.</summary>
    public ReadOnlySpan<T> Values => _values;

    /// <summary>Replaces the values.</summary>
    public void Set(ReadOnlySpan<T> row)
    {
        if (row.Length != Channels)
            throw new ArgumentException($"A row of {Channels} values was expected, but it has {row.Length}.", nameof(row));
        _finite = FiniteValues.Copy(row, _values);
    }

    /// <summary>Gives the values away, for an array as long, whose content they are replaced by.</summary>
    public void Exchange(ref T[] values) => (_values, values) = (values, _values);

    public override double Mean(int channel) => CanonicalNaN.Of(Widening.ToDouble(_values[channel]));

    public override double SquaredDeviations(int channel) => double.IsFinite(Widening.ToDouble(_values[channel])) ? 0 : double.NaN;

    public override int FindNonFinite() => _finite ? -1 : base.FindNonFinite();

    public override void CopyMoments(Span<double> mean, Span<double> squaredDeviations)
    {
        for (int c = 0; c < Channels; c++)
        {
            mean[c] = Widening.ToDouble(_values[c]);
            // Zero, or NaN for a value that is not finite.
            squaredDeviations[c] = mean[c] - mean[c];
        }
    }

    public override void Clear()
    {
        Array.Clear(_values);
        _finite = true;
    }

    protected override bool Accepts(ChannelMoments other) => false;

    protected override void MergeCore(ChannelMoments other) => throw new InvalidOperationException("Nothing can be merged into a row of values.");
}
