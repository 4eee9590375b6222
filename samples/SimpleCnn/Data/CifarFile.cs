using Microsoft.ML.Data;
using Samples;

namespace SimpleCnn.Data;

/// <summary>
/// One file of CIFAR-10's binary version (https://www.cs.toronto.edu/~kriz/cifar.html): for each image a byte with its class, then 1,024 red
/// bytes row by row, 1,024 green and 1,024 blue ones.
/// </summary>
internal sealed class CifarFile
{
    public const int Side = 32;
    public const int ClassCount = 10;
    private const int Plane = Side * Side;
    private const int RecordLength = 1 + (3 * Plane);

    private readonly byte[] _records;

    private CifarFile(byte[] records) => _records = records;

    public int Count => _records.Length / RecordLength;

    /// <exception cref="SampleException">The file isn't what it should be.</exception>
    public static CifarFile Read(string path)
    {
        if (!File.Exists(path))
            throw new SampleException(
                $"There is no file '{path}'. Give --cifar the folder of CIFAR-10's binary version, with data_batch_1.bin to data_batch_5.bin and " +
                "test_batch.bin.");
        byte[] records = File.ReadAllBytes(path);
        if (records.Length == 0 || records.Length % RecordLength != 0)
            throw new SampleException(
                $"'{path}' has {records.Length:n0} bytes, which is not a number of images of {RecordLength:n0} bytes each. Is it complete, and of " +
                "CIFAR-10's binary version?");
        var file = new CifarFile(records);
        if (Enumerable.Range(0, file.Count).FirstOrDefault(image => file.Label(image) >= ClassCount, -1) is >= 0 and int wrong)
            throw new SampleException(
                $"'{path}' says that image {wrong} is of class {file.Label(wrong)}, but CIFAR-10's classes go from 0 to {ClassCount - 1}.");
        return file;
    }

    public int Label(int image) => _records[image * RecordLength];

    public MLImage Image(int image)
    {
        ReadOnlySpan<byte> planes = _records.AsSpan((image * RecordLength) + 1, 3 * Plane);
        var pixels = new byte[4 * Plane];
        for (int i = 0; i < Plane; i++)
            (pixels[4 * i], pixels[(4 * i) + 1], pixels[(4 * i) + 2], pixels[(4 * i) + 3]) =
                (planes[(2 * Plane) + i], planes[Plane + i], planes[i], byte.MaxValue);
        return MLImage.CreateFromPixels(Side, Side, MLPixelFormat.Bgra32, pixels);
    }
}
