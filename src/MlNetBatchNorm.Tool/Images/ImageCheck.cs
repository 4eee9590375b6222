using MlNetBatchNorm.Files;

namespace MlNetBatchNorm.Tool.Images;

/// <summary>
/// Decodes files before ML.NET does, which accepts one that is cut off and leaves the rest of the image black. Such a black part would be in the
/// statistics, and nobody would know.
/// </summary>
/// <param name="skipped">Receives each file that cannot be used, and why, once, from any thread.</param>
internal sealed class ImageCheck(Action<UnreadableImage> skipped)
{
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);

    /// <summary>Lets a file through that can be used.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="InvalidDataException">It cannot be decoded.</exception>
    public void Check(string path)
    {
        try
        {
            if (RegularFile.FindOther(path) is { } other)
                throw new InvalidDataException($"it is {other}, not a regular file");
            using FileStream stream = RegularFile.OpenRead(path);
            if (ImageFiles.FindProblem(stream) is { } problem)
                throw new InvalidDataException(problem);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException)
        {
            Report(new UnreadableImage(path, exception.Message));
            throw;
        }
    }

    private void Report(UnreadableImage image)
    {
        lock (_reported)
        {
            if (!_reported.Add(image.Path))
                return;
        }

        skipped(image);
    }
}
