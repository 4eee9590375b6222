using System.Text;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>
/// A file of the statistics of one column <c>[2, 3]</c>, written by hand from the format's documentation: what is written there must be what is
/// read. Every field may be set to what no library would write. Of 4 rows, channel 0 has means of 1 to 4, and squared deviations of 0.5 each;
/// channel 1 has means of -256.
/// </summary>
internal sealed record DocumentedStatistics
{
    public byte[] Signature { get; init; } = "bnstats\n"u8.ToArray();

    public int Version { get; init; } = 2;

    public int? BodyLength { get; init; }

    public int Columns { get; init; } = 1;

    public byte Kind { get; init; }

    public int[] Dimensions { get; init; } = [2, 3];

    public int Channels { get; init; } = 2;

    public long Rows { get; init; } = 4;

    public long RowsSkipped { get; init; }

    public byte NonFinite { get; init; } = 2;

    public string Plan { get; init; } = "plan";

    public int? PlanLength { get; init; }

    public int Shards { get; init; } = 10;

    public int? NumRanges { get; init; }

    public (int First, int Last)[] Ranges { get; init; } = [(0, 2), (7, 7)];

    /// <summary>10 and -1024, in bytes that begin at 1.</summary>
    public Sum Means { get; init; } = new(0, 2, [0x0A, 0x00, 0x00, 0xFC]);

    /// <summary>30 and 262144.</summary>
    public Sum Squares { get; init; } = new(0, 3, [0x1E, 0, 0, 0, 0, 4]);

    /// <summary>2 and 0, in bytes that begin at 1.</summary>
    public Sum Deviations { get; init; } = new(0, 1, [2, 0]);

    /// <summary>Whether there are rows that are not finite, and of which kinds.</summary>
    public byte[] Marks { get; init; } = [0];

    public byte[] Rest { get; init; } = [];

    public byte[] Behind { get; init; } = [];

    public byte[] ToBytes()
    {
        byte[] block = ModelBlock.WithChecksum(Body());
        if (BodyLength is { } length)
            BitConverter.GetBytes(length).CopyTo(block, 0);
        return [.. Signature, .. BitConverter.GetBytes(Version), .. block, .. Behind];
    }

    private byte[] Body()
    {
        using var stream = new MemoryStream();
        using var body = new BinaryWriter(stream, Encoding.UTF8);
        body.Write(Columns);
        body.Write(1);
        body.Write("X"u8);
        body.Write(Kind);
        body.Write((byte)0);
        body.Write((byte)Dimensions.Length);
        Array.ForEach(Dimensions, body.Write);
        body.Write((byte)1);
        body.Write(Channels);
        body.Write(Rows);
        body.Write(RowsSkipped);
        body.Write(NonFinite);
        body.Write(PlanLength ?? Encoding.UTF8.GetByteCount(Plan));
        body.Write(Encoding.UTF8.GetBytes(Plan));
        if (Plan.Length > 0)
        {
            body.Write(Shards);
            body.Write(NumRanges ?? Ranges.Length);
            foreach ((int first, int last) in Ranges)
            {
                body.Write(first);
                body.Write(last);
            }
        }

        foreach (Sum sum in (Sum[])[Means, Squares, Deviations])
        {
            body.Write(sum.Low);
            body.Write(sum.Width);
            body.Write(sum.Bytes);
        }

        body.Write(Marks);
        body.Write(Rest);
        return stream.ToArray();
    }

    internal sealed record Sum(short Low, ushort Width, byte[] Bytes);
}
