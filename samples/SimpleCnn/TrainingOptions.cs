using SimpleCnn.Data;

namespace SimpleCnn;

/// <summary>What the command line asks for.</summary>
/// <param name="CifarFolder">The folder of CIFAR-10's binary version; null for the images that come with the samples.</param>
/// <param name="Epochs">How often each image is seen.</param>
/// <param name="Output">The folder for what is written.</param>
internal sealed record TrainingOptions(string? CifarFolder, int Epochs, string Output)
{
    public IImageSource Source => CreateSource(CifarFolder);

    public static IImageSource CreateSource(string? cifarFolder) => cifarFolder is null ? new EmbeddedImages() : new CifarFolder(cifarFolder);

    /// <summary>The folder that was asked for, or one beside the program.</summary>
    public static string OutputFolder(DirectoryInfo? asked) => asked?.FullName ?? Path.Combine(AppContext.BaseDirectory, "output");
}
