using SimpleCnn.Data;

namespace Samples.Tests.Data;

public sealed class CifarFileTests : IDisposable
{
    private const int RecordLength = 3073;
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Image_OfABinaryFile_HasItsPlanesAsColors()
    {
        var records = new byte[2 * RecordLength];
        records[RecordLength] = 7;
        // The second pixel of the second image.
        (records[RecordLength + 2], records[RecordLength + 1024 + 2], records[RecordLength + 2048 + 2]) = (10, 20, 30);
        File.WriteAllBytes(_path, records);

        CifarFile file = CifarFile.Read(_path);
        Assert.Equal((2, 0, 7), (file.Count, file.Label(0), file.Label(1)));
        using Microsoft.ML.Data.MLImage image = file.Image(1);
        Assert.Equal((32, 32), (image.Width, image.Height));
        Assert.Equal([0, 0, 0, 255, 30, 20, 10, 255, 0, 0, 0, 255], image.Pixels[..12].ToArray());
    }

    [Fact]
    public void Read_OfWhatIsNotCifar_SaysWhatIsWrong()
    {
        File.WriteAllBytes(_path, new byte[RecordLength + 1]);
        Assert.Contains("3,074 bytes", Assert.Throws<SampleException>(() => CifarFile.Read(_path)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(_path, []);
        Assert.Contains("0 bytes", Assert.Throws<SampleException>(() => CifarFile.Read(_path)).Message, StringComparison.Ordinal);
        var records = new byte[2 * RecordLength];
        records[RecordLength] = 10;
        File.WriteAllBytes(_path, records);
        Assert.Contains("image 1 is of class 10", Assert.Throws<SampleException>(() => CifarFile.Read(_path)).Message, StringComparison.Ordinal);
        Assert.Contains("data_batch_1.bin", Assert.Throws<SampleException>(() => CifarFile.Read(_path + ".bin")).Message, StringComparison.Ordinal);
    }
}
