using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Tests.Access;

/// <summary>A SkiaSharp that ML.NET's images cannot work with.</summary>
public sealed class SkiaSharpVersionTests
{
    [Theory]
    [InlineData("3.0.0", "2.88.0.0")]
    [InlineData("3.119.1", "2.88.0.0")]
    [InlineData("4.155.0.0", "2.88.0.0")]
    [InlineData("2.88.0.0", "3.119.0.0")]
    [InlineData("4.155.0.0", "3.119.0.0")]
    public void Check_OfAnotherMajorVersion_NamesBoth(string found, string wanted)
    {
        string reference = wanted[..^".0.0".Length];
        ErrorText.IsOfData(
            $"Image columns need SkiaSharp {reference}, which the loaded Microsoft.ML.ImageAnalytics is made for; this process has loaded SkiaSharp {found}. " +
            $"Reference SkiaSharp {reference}, or normalize pixels instead of images.",
            () => SkiaSharpVersion.Check(new Version(found), new Version(wanted)));
    }

    [Theory]
    [InlineData("2.88.0.0", "2.88.0.0")]
    [InlineData("3.119.0.0", "3.119.0.0")]
    [InlineData("3.200.0.0", "3.119.0.0")]
    public void Check_OfTheSameMajorVersion_IsQuiet(string found, string wanted) => SkiaSharpVersion.Check(new Version(found), new Version(wanted));

    [Fact]
    public void Check_OfTheLoadedVersion_IsQuiet() => SkiaSharpVersion.Check();
}
