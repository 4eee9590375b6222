using SkiaSharp;
using Spectre.Console;

namespace MlNetBatchNorm.Benchmarks.Images;

/// <summary>Decoding a file to find out whether it can be decoded: in memory that is used again, and in a buffer for each, as ImageFiles did before.</summary>
internal static class CheckMeasurement
{
    public static Table Run(string folder)
    {
        byte[][] files = [.. PhotoFolders.Files(folder).Select(File.ReadAllBytes)];
        return ProcessorTime.Compare(files.Length,
            ("ImageFiles.FindProblem", () => Array.ForEach(files, file => Check(ImageFiles.FindProblem(new MemoryStream(file)) is null))),
            ("A buffer for each file", () => Array.ForEach(files, file => Check(DecodeAnew(new MemoryStream(file))))));
    }

    private static bool DecodeAnew(Stream stream)
    {
        using var data = new SKManagedStream(stream);
        using SKCodec codec = SKCodec.Create(data);
        return codec.GetPixels(out _) == SKCodecResult.Success;
    }

    private static void Check(bool isGood)
    {
        if (!isGood)
            throw new InvalidOperationException("A file cannot be decoded.");
    }
}
