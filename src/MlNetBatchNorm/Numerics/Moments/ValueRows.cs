namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>Rows of one value per channel, float, double or byte. The value is the channel's mean, and its deviations are 0.</summary>
internal sealed class ValueRows<T>(int channels, int capacity) : ColumnRows where T : unmanaged
{
    private readonly T[][] _rows = [.. Enumerable.Range(0, capacity).Select(_ => new T[Lanes.Padded(channels)])];

    /// <summary>How many rows from the first on are known to be finite.</summary>
    private int _finite;

    /// <summary>The array that a row is to be written into: its values, and zeros up to whole <see cref="ISixteenDoubles{TSelf}"/>.</summary>
    public ref T[] Begin(int row)
    {
        _finite = 0;
        return ref _rows[row];
    }

    public override bool AreFinite(int count)
    {
        bool finite = FiniteValues.AreAll<T>(_rows.AsSpan(0, count), Lanes.Padded(channels));
        _finite = finite ? count : 0;
        return finite;
    }

    public override int FindNonFinite(int row)
    {
        if (FiniteValues.AreAll<T>(_rows[row]))
            return -1;
        for (int c = 0; c < channels; c++)
        {
            if (!double.IsFinite(Widening.ToDouble(_rows[row][c])))
                return c;
        }

        return -1;
    }

    public override void AddTo(ChannelMoments batch, int first, int count)
    {
        Span<T[]> rows = _rows.AsSpan(first, count);
        batch.AddRows<T>(rows, AreFinite(first, rows));
    }

    public override void AddTo(ExactAccumulator sums, int first, int count)
    {
        Span<T[]> rows = _rows.AsSpan(first, count);
        sums.AddRows<T>(rows, AreFinite(first, rows));
    }

    public override void Clear(int row) => _rows[row] = new T[Lanes.Padded(channels)];

    private bool AreFinite(int first, ReadOnlySpan<T[]> rows) => first + rows.Length <= _finite || FiniteValues.AreAll(rows, Lanes.Padded(channels));
}
