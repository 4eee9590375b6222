using System.Collections.Concurrent;
using Samples.Images;
using SkiaSharp;

namespace ImagePipeline.Images;

/// <summary>Finds the files that can't be decoded, before a data view stumbles over them in the middle of a fit.</summary>
internal static class ImageCheck
{
    /// <summary>Decodes every file once, on all processors.</summary>
    /// <param name="files">The files to check.</param>
    /// <param name="checkedOne">Called after each file, from any thread.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <returns>The files that can't be used, in the order of their paths.</returns>
    public static IReadOnlyList<SkippedFile> Run(IEnumerable<ImageFile> files, Action checkedOne, CancellationToken cancellationToken)
    {
        var skipped = new ConcurrentBag<SkippedFile>();
        Parallel.ForEach(files, new ParallelOptions { CancellationToken = cancellationToken }, file =>
        {
            if (Problem(file.Path) is { } problem)
                skipped.Add(new SkippedFile(file.Path, problem));
            checkedOne();
        });
        return [.. skipped.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    private static string? Problem(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.Length == 0)
                return "empty file";
            using SKCodec? codec = SKCodec.Create(stream);
            if (codec is null)
                return "not an image";
            // LoadImages would take what there is of an incomplete image and leave the rest black.
            return codec.GetPixels(out _) switch
            {
                SKCodecResult.Success => null,
                SKCodecResult.IncompleteInput => "the file ends too early",
                SKCodecResult result => $"cannot be decoded ({result})",
            };
        }
        catch (UnauthorizedAccessException)
        {
            return "access denied";
        }
        catch (IOException exception)
        {
            return $"cannot be read ({exception.GetType().Name})";
        }
    }
}
