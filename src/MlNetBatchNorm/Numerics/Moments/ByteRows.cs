namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>Rows of one byte per channel.</summary>
internal sealed class ByteRows(int channels, int capacity) : ColumnRows
{
    private readonly byte[][] _rows = [.. Enumerable.Range(0, capacity).Select(_ => new byte[Lanes.Padded(channels)])];

    /// <summary>The array that a row is to be written into: its values, and others up to whole <see cref="ILanes{TSelf}"/>.</summary>
    public ref byte[] Begin(int row) => ref _rows[row];

    /// <summary>Bytes are finite.</summary>
    public override bool AreFinite(int count) => true;

    public override int FindNonFinite(int row) => -1;

    public override void AddTo(ChannelMoments batch, int first, int count) => ((ByteMoments)batch).AddRows(_rows.AsSpan(first, count));

    public override void AddTo(ExactAccumulator sums, int first, int count) => sums.AddRows(_rows.AsSpan(first, count));

    public override void Clear(int row) => _rows[row] = new byte[Lanes.Padded(channels)];
}
