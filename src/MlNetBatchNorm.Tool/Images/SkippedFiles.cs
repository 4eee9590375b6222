namespace MlNetBatchNorm.Tool.Images;

/// <summary>Files that cannot be used, each reported once: a row may be read again for its error's text.</summary>
/// <param name="skipped">Receives each file and why, from any thread.</param>
internal sealed class SkippedFiles(Action<UnreadableImage> skipped) : IProgress<UnreadableImage>
{
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);

    public void Report(UnreadableImage value)
    {
        lock (_reported)
        {
            if (!_reported.Add(value.Path))
                return;
        }

        skipped(value);
    }
}
