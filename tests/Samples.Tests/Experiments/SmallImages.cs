using Samples.Tests.Training;
using SimpleCnn.Data;

namespace Samples.Tests.Experiments;

/// <summary>Images that take next to no time.</summary>
internal static class SmallImages
{
    public static NormalizedImages Create() => new(fromRow: null!, TrainingTests.BrightAndDark(50), TrainingTests.BrightAndDark(10));
}
