namespace MlNetBatchNorm.Numerics.Resampling;

/// <summary>One axis of an image that is resized: its length before and after, and the pixels that are kept.</summary>
/// <param name="Source">The number of pixels before.</param>
/// <param name="Resized">The number of pixels after.</param>
/// <param name="Start">The first pixel wanted of those after.</param>
/// <param name="Length">The number of pixels wanted.</param>
/// <param name="IsMirrored">Whether the pixels before lie in reverse order in memory.</param>
internal readonly record struct AxisMap(int Source, int Resized, int Start, int Length, bool IsMirrored = false);
