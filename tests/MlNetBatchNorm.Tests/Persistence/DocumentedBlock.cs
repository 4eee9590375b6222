using System.Text;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>
/// A block of one column <c>[3, 4]</c>, written by hand from the format's documentation: what is written there must be what is read. Every
/// field may be set to what no library would write.
/// </summary>
internal sealed record DocumentedBlock
{
    public int Columns { get; init; } = 1;

    public byte[] OutputName { get; init; } = "Y"u8.ToArray();

    public int? OutputNameLength { get; init; }

    public int? InputNameLength { get; init; }

    public byte Kind { get; init; }

    public byte ImageChannels { get; init; }

    public byte? NumDimensions { get; init; }

    public int[] Dimensions { get; init; } = [3, 4];

    public byte Layout { get; init; } = 1;

    public int Channels { get; init; } = 3;

    public int BatchSize { get; init; } = 32;

    public byte Statistics { get; init; }

    public byte Flags { get; init; } = 1 | 2;

    public float Epsilon { get; init; } = 0.5f;

    public float Momentum { get; init; } = 0.25f;

    public long Batches { get; init; } = 7;

    public float[] Mean { get; init; } = [1, 2, 3];

    public float[] Variance { get; init; } = [0.25f, 4, 9];

    public float[] Weight { get; init; } = [-1, 0, 2];

    public float[] Bias { get; init; } = [5, 6, -7];

    /// <summary>The exact statistics: pooled moments in the first version, sums in the second.</summary>
    public byte[] Exact { get; init; } = [];

    public int? BodyLength { get; init; }

    public byte[] ToBytes()
    {
        byte[] block = ModelBlock.WithChecksum(Body());
        if (BodyLength is { } length)
            BitConverter.GetBytes(length).CopyTo(block, 0);
        return block;
    }

    private byte[] Body()
    {
        using var stream = new MemoryStream();
        using var body = new BinaryWriter(stream, Encoding.UTF8);
        body.Write(Columns);
        body.Write(OutputNameLength ?? OutputName.Length);
        body.Write(OutputName);
        body.Write(InputNameLength ?? 1);
        body.Write("X"u8);
        body.Write(Kind);
        body.Write(ImageChannels);
        body.Write(NumDimensions ?? (byte)Dimensions.Length);
        Array.ForEach(Dimensions, body.Write);
        body.Write(Layout);
        body.Write(Channels);
        body.Write(BatchSize);
        body.Write(Statistics);
        body.Write(Flags);
        body.Write(Epsilon);
        body.Write(Momentum);
        body.Write(Batches);
        foreach (float value in (IEnumerable<float>)[.. Mean, .. Variance, .. Weight, .. Bias])
            body.Write(value);
        body.Write(Exact);
        return stream.ToArray();
    }
}
