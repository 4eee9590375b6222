using AdaptOnnx.Shifts;

namespace AdaptOnnx.Learning;

/// <summary>What a shift does to a network, and what adapting it does.</summary>
/// <param name="Shift">The shift of all images.</param>
/// <param name="AsTrained">Before.</param>
/// <param name="Adapted">After, for each number of images adapted to.</param>
internal sealed record ShiftResult(Shift Shift, Accuracy AsTrained, IReadOnlyList<Accuracy> Adapted);
