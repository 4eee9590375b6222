using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Tests.Access;

public sealed class MlNetVersionTests
{
    [Theory]
    [InlineData("5.0.1")]
    [InlineData("5.0.1+commit")]
    [InlineData("6.0.0")]
    [InlineData("6.9.0-preview.2+commit")]
    public void Check_WithinTheRange_Passes(string found) => MlNetVersion.Check(found);

    [Theory]
    [InlineData("4.0.2")]
    [InlineData("5.0.0")]
    [InlineData("7.0.0")]
    [InlineData("7.0.0-preview.1+commit")]
    [InlineData("8.1")]
    [InlineData("unknown")]
    public void Check_OutsideTheRange_NamesBothVersions(string found)
    {
        string message = Assert.Throws<InvalidOperationException>(() => MlNetVersion.Check(found)).Message;
        Assert.Matches(@"^MlNetBatchNorm 0\.\d+\.\d+ works with ", message);
        Assert.EndsWith(
            " works with Microsoft.ML from 5.0.1 up to, but not including, 7.0.0; this process has loaded Microsoft.ML " +
            $"{found.Split('+')[0]}. Reference a version of Microsoft.ML in that range, or another version of MlNetBatchNorm.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Microsoft.ML.Core")]
    [InlineData("Microsoft.ML.ImageAnalytics")]
    public void Check_OfAnotherAssembly_NamesIt(string package) => Assert.Contains($"has loaded {package} 7.0.0.",
        Assert.Throws<InvalidOperationException>(() => MlNetVersion.Check("7.0.0", package)).Message, StringComparison.Ordinal);
}
