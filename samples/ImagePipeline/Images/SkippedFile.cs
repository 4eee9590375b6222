namespace ImagePipeline.Images;

/// <summary>A file that is left out.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Reason">Why it cannot be used.</param>
internal sealed record SkippedFile(string Path, string Reason);
