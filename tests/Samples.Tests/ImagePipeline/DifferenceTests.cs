using ImagePipeline.Learning;

namespace Samples.Tests.ImagePipeline;

public sealed class DifferenceTests
{
    /// <summary>Of five differences with variance 2.5: 3 ± 2.776 · √(2.5 / 5), as any table of Student's t has it.</summary>
    [Fact]
    public void Of_WithoutSharedImages_IsStudentsInterval()
    {
        Difference difference = Difference.Of([5, 1, 3, 2, 4], testToTrain: 0);
        Assert.Equal(3, difference.Mean, 1e-12);
        Assert.Equal(1.963, difference.Margin, 1e-3);
        Assert.True(difference.IsClear);
    }

    [Fact]
    public void Of_WithSharedImages_IsWider()
    {
        Difference difference = Difference.Of([-5, -1, -3, -2, -4], testToTrain: 0.3);
        Assert.Equal(2.776 * Math.Sqrt(2.5 * 0.5), difference.Margin, 1e-12);
        Assert.False(difference.IsClear);
    }

    [Fact]
    public void Of_AsManyAsAllowed_HasAQuantile() =>
        Assert.Equal(2.093 * Math.Sqrt(35.0 / 20), Difference.Of([.. Enumerable.Range(0, Difference.MaxDivisions).Select(i => (double)i)], 0).Margin, 1e-12);
}
