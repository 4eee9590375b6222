using System.Runtime.CompilerServices;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>Where the sources lie that the tests were compiled from.</summary>
internal static class Repository
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", ".."));

    /// <summary>The sample's test images, in an order that does not change.</summary>
    public static IEnumerable<string> TestImages() => Directory
        .GetFiles(Path.Combine(Root, "samples", "ImagePipeline", "data", "cifar10-mini", "test"), "*.png", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
