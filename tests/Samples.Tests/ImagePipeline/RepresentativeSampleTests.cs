using ImagePipeline.Learning;

namespace Samples.Tests.ImagePipeline;

public sealed class RepresentativeSampleTests
{
    /// <summary>93 of 300 are right, so 1.86 of six: two.</summary>
    [Fact]
    public void Choose_OfMany_HasTheirShareOfRightOnes()
    {
        (int Index, bool IsRight)[] answers = [.. Enumerable.Range(0, 300).Select(i => (i, i < 93))];
        IReadOnlyList<(int Index, bool IsRight)> shown = RepresentativeSample.Choose(answers, answer => answer.IsRight, 6);
        Assert.Equal([0, 46, 93, 144, 196, 248], shown.Select(answer => answer.Index));
        Assert.Equal(2, shown.Count(answer => answer.IsRight));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)] // Six tenths of one.
    [InlineData(10, 6)]
    public void Choose_OfNoneOrAllRight_ShowsThat(int right, int shownRight)
    {
        bool[] answers = [.. Enumerable.Range(0, 10).Select(i => i < right)];
        IReadOnlyList<bool> shown = RepresentativeSample.Choose(answers, isRight => isRight, 6);
        Assert.Equal((6, shownRight), (shown.Count, shown.Count(isRight => isRight)));
    }

    [Fact]
    public void Choose_OfFew_IsAll() => Assert.Equal([true, false], RepresentativeSample.Choose([true, false], isRight => isRight, 6));
}
