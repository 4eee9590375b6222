namespace MlNetBatchNorm.Tests;

/// <summary>The images of the sample: a subset of CIFAR-10, 32x32 pixels.</summary>
internal static class TestImages
{
    /// <summary>The folder that holds train/CLASS/*.png and test/CLASS/*.png.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "samples", "ImagePipeline", "data", "cifar10-mini");

    /// <summary>The 300 test images, class by class.</summary>
    public static IEnumerable<string> Files() => Files("test");

    /// <summary>The images of a part, class by class: the 1,000 of "train" or the 300 of "test".</summary>
    public static IEnumerable<string> Files(string part) =>
        Directory.EnumerateFiles(Path.Combine(Folder, part), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
}
