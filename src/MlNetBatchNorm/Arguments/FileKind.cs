namespace MlNetBatchNorm.Arguments;

/// <summary>What a file is, for messages of readers that were given the wrong one.</summary>
/// <param name="What">"a safetensors file".</param>
/// <param name="Remedy">Which method reads it, or what to do first; a sentence.</param>
/// <param name="Reader">The method that reads it; null if none does.</param>
internal sealed record FileKind(string What, string Remedy, string? Reader = null)
{
    /// <summary>A kind that a method reads.</summary>
    public static FileKind ReadBy(string reader, string what) => new(what, $"{reader} reads it.", reader);
}
