namespace AdaptOnnx.Learning;

/// <summary>What comes of adapting to images that represent those to come badly.</summary>
/// <param name="Case">The images.</param>
/// <param name="AsTrained">Before.</param>
/// <param name="Blended">After, for each weight of the new statistics.</param>
internal sealed record BlendResult(HardCase Case, Accuracy AsTrained, IReadOnlyList<Accuracy> Blended);
