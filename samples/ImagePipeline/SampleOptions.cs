namespace ImagePipeline;

/// <summary>What the command line asks for.</summary>
/// <param name="Images">The folder of class folders.</param>
/// <param name="AreCifar10">Whether these are the images that come with the sample.</param>
/// <param name="Size">The width and height in pixels that images are resized to.</param>
/// <param name="Iterations">How long each model is trained.</param>
/// <param name="Divisions">How many divisions of the images into those to train and to test on are tried.</param>
/// <param name="Output">The folder for the model and the pictures.</param>
internal sealed record SampleOptions(string Images, bool AreCifar10, int Size, int Iterations, int Divisions, string Output)
{
    /// <summary>An image of one pixel leaves a trainer little, and a batch of one row nothing to take a variance of.</summary>
    public const int MinSize = 2;

    /// <summary>A thousand images of this size fill 0.8 GB of memory.</summary>
    public const int MaxSize = 256;

    public const int MaxIterations = 1000;

    /// <summary>One division says nothing about how much others would differ.</summary>
    public const int MinDivisions = 2;

    public static SampleOptions Create(DirectoryInfo? images, int size, int iterations, int divisions, DirectoryInfo? output) => new(
        images?.FullName ?? Path.Combine(AppContext.BaseDirectory, "data", "cifar10-mini"),
        AreCifar10: images is null,
        size,
        iterations,
        divisions,
        output?.FullName ?? Path.Combine(AppContext.BaseDirectory, "output"));
}
