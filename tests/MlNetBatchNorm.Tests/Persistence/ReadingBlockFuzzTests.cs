using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Persistence;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>Blocks of ReadImages that are cut or changed: they are refused, or hold what somebody could have asked for.</summary>
public sealed class ReadingBlockFuzzTests
{
    private const int MaxAllocated = 1 << 20;

    private static Dictionary<string, ReadColumn> Columns { get; } = new()
    {
        ["own size"] = new("Y", "X", ImageReading.OwnSize, null),
        ["stretched"] = new("Image", "Path", ImageReading.Stretch(224, 300), "folder"),
        ["cropped"] = new("Ü", "File", ImageReading.ImageNet with
        {
            Interpolation = ImageInterpolation.Nearest,
            Decoding = ImageDecoding.Scaled,
            Alpha = ImageAlpha.OverWhite,
            ApplyOrientation = true,
            MaxPixels = 1,
        }, "a/b"),
    };

    public static TheoryData<string> Cases() => [.. Columns.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_OfWhatWasWritten_GivesIt(string name) => Assert.Equal(Columns[name], ReadOrRefuse(Block(Columns[name])));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_OfEveryTruncation_Throws(string name)
    {
        byte[] block = Block(Columns[name]);
        byte[] body = ModelBlock.BodyOf(block);
        for (int length = 0; length < block.Length; length++)
            Assert.Null(ReadOrRefuse(block[..length]));
        for (int length = 0; length < body.Length; length++)
            Assert.Null(ReadOrRefuse(ModelBlock.WithChecksum(body[..length])));
        Assert.Null(ReadOrRefuse(ModelBlock.WithChecksum([.. body, 0])));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_WhereAnyByteIsChanged_Throws(string name) =>
        Assert.All(Changes(Block(Columns[name])), changed => Assert.Null(ReadOrRefuse(changed)));

    /// <summary>What is taken is written as the same bytes again, so nothing in it was passed over.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_WhereAnyByteIsChangedWithItsChecksum_ThrowsOrTakesAllOfIt(string name)
    {
        int taken = 0;
        foreach (byte[] changed in Changes(ModelBlock.BodyOf(Block(Columns[name]))).Select(ModelBlock.WithChecksum))
        {
            if (ReadOrRefuse(changed) is not { } column)
                continue;
            taken++;
            Assert.Equal(changed, Block(column));
            Assert.True(column.OutputColumnName.Length > 0 && column.InputColumnName.Length > 0 && column.Reading.MaxPixels > 0);
        }

        Assert.NotEqual(0, taken);
    }

    private static byte[] Block(ReadColumn column)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        ReadImagesModelFormat.Write(writer, column);
        return stream.ToArray();
    }

    private static IEnumerable<byte[]> Changes(byte[] bytes) =>
        from i in Enumerable.Range(0, bytes.Length)
        from value in Enumerable.Range(0, 256)
        where value != bytes[i]
        select (byte[])[.. bytes[..i], (byte)value, .. bytes[(i + 1)..]];

    /// <summary>The column; null where it is refused as it should be.</summary>
    private static ReadColumn? ReadOrRefuse(byte[] block)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using var reader = new BinaryReader(new MemoryStream(block));
            return ReadImagesModelFormat.Read(reader);
        }
        catch (FormatException exception)
        {
            Assert.StartsWith("The model's reading of images cannot be read: ", exception.Message, StringComparison.Ordinal);
            return null;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxAllocated);
        }
    }
}
