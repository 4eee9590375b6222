using System.Collections.Concurrent;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Images;
using SkiaSharpVersion = MlNetBatchNorm.Access.SkiaSharpVersion;

namespace MlNetBatchNorm;

/// <summary>
/// Finds images that ML.NET cannot decode, before a fit or a web request fails on them. Also finds truncated files, which <c>LoadImages</c>
/// accepts, leaving the rest of the image black or gray.
/// </summary>
/// <remarks>Each image is decoded once, which takes 4 bytes per pixel. Safe for use by any number of threads.</remarks>
public static class ImageFiles
{
    /// <summary>Those that no thread uses now: their memory is used again.</summary>
    private static readonly ConcurrentBag<ImageCheck> Checks = [];

    /// <summary>Decodes files on all processors and lists those that cannot be used.</summary>
    /// <param name="paths">The paths of the files.</param>
    /// <param name="maxPixels">The largest width times height; larger images are listed and not decoded. Default 201,326,592.</param>
    /// <param name="progress">Receives each path after its file has been checked, on any thread; null (default) for no reports.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <returns>The files that cannot be used, in the order of <paramref name="paths"/>.</returns>
    /// <exception cref="ArgumentNullException">The paths are null.</exception>
    /// <exception cref="OperationCanceledException">The check was canceled.</exception>
    /// <exception cref="InvalidOperationException">This process has loaded a SkiaSharp that does not work with ML.NET's images.</exception>
    public static IReadOnlyList<UnreadableImage> FindUnreadable(
        IEnumerable<string> paths, long maxPixels = ImageReading.DefaultMaxPixels, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        SkiaSharpVersion.Check();
        var unreadable = new ConcurrentBag<(long Index, UnreadableImage Image)>();
        Parallel.ForEach(paths, new ParallelOptions { CancellationToken = cancellationToken }, () => new ImageCheck(), (path, _, index, check) =>
        {
            if (check.FindProblem(path, maxPixels) is { } problem)
                unreadable.Add((index, new UnreadableImage(path, problem)));
            progress?.Report(path);
            return check;
        }, _ => { });
        return [.. unreadable.OrderBy(found => found.Index).Select(found => found.Image)];
    }

    /// <summary>Decodes an image in a stream, such as the body of a web request.</summary>
    /// <param name="stream">A seekable stream, read from its position; left open, at any position.</param>
    /// <param name="maxPixels">The largest width times height; a larger image is not decoded. Default 201,326,592.</param>
    /// <returns>Why the image cannot be used; null if it can.</returns>
    /// <exception cref="ArgumentNullException">The stream is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The stream is not seekable.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="InvalidOperationException">This process has loaded a SkiaSharp that does not work with ML.NET's images.</exception>
    public static string? FindProblem(Stream stream, long maxPixels = ImageReading.DefaultMaxPixels)
    {
        ArgumentNullException.ThrowIfNull(stream);
        StreamValidation.RequireSeekable(stream);
        SkiaSharpVersion.Check();
        if (!Checks.TryTake(out ImageCheck? check))
            check = new ImageCheck();
        try
        {
            return check.FindProblem(stream, maxPixels);
        }
        finally
        {
            Checks.Add(check);
        }
    }
}
