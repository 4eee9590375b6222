using MlNetBatchNorm.Tests;

namespace MlNetBatchNorm.Tool.Tests;

/// <summary>Images of the repository, and broken ones.</summary>
internal static class TestImages
{
    /// <summary>1,300 images of 32x32.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "samples", "ImagePipeline", "data", "cifar10-mini");

    /// <summary>The files of one class, 30 of them.</summary>
    public static string[] Cats { get; } = [.. Directory.GetFiles(Path.Combine(Folder, "test", "cat")).Order(StringComparer.Ordinal)];

    /// <summary>Writes the beginning of an image, as an interrupted copy does.</summary>
    public static void WriteCutOff(string path)
    {
        byte[] whole = File.ReadAllBytes(Cats[0]);
        File.WriteAllBytes(path, whole[..(whole.Length / 2)]);
    }
}
