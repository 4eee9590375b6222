using AdaptOnnx.Images;
using AdaptOnnx.Shifts;

namespace AdaptOnnx.Learning;

/// <summary>Images that represent those to come badly.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Choose">Chooses them from the unlabeled images.</param>
/// <param name="Shift">The shift of all images, also of those to test on.</param>
internal sealed record HardCase(string Name, Func<ImageSet, ImageSet> Choose, Shift Shift);
