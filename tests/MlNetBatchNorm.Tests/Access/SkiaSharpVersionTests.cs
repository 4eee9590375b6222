using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Tests.Access;

/// <summary>A SkiaSharp that ML.NET's images cannot work with.</summary>
public sealed class SkiaSharpVersionTests
{
    [Theory]
    [InlineData("3.0.0")]
    [InlineData("3.119.1")]
    [InlineData("4.0.0.0")]
    public void Check_OfLaterMajorVersion_NamesBoth(string found) => ErrorText.IsOfData(
        $"Image columns need SkiaSharp 2.88, which Microsoft.ML.ImageAnalytics is made for; this process has loaded SkiaSharp {found}. " +
        "Reference SkiaSharp 2.88.9, or normalize pixels instead of images.",
        () => SkiaSharpVersion.Check(new Version(found)));

    [Fact]
    public void Check_OfTheTestedVersion_IsQuiet()
    {
        SkiaSharpVersion.Check(new Version(2, 88, 0, 0));
        SkiaSharpVersion.Check();
    }
}
