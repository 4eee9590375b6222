namespace MlNetBatchNorm;

/// <summary>An image file that cannot be used.</summary>
/// <param name="Path">The path of the file, as given.</param>
/// <param name="Problem">Why it cannot be used, such as "it ends too early".</param>
public sealed record UnreadableImage(string Path, string Problem);
