namespace MlNetBatchNorm.Tests.Registration;

/// <summary>With an ML.NET whose internals may be others, every way in says so before it calls any of them.</summary>
public sealed class LaterMlNetTests
{
    public static TheoryData<string> Names() => [.. WaysIn.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Enter_WithTheNextMajorVersion_NamesBothVersions(string name) => AssertRefused("Microsoft.ML.Data", name, "Microsoft.ML 7.0.");

    [Theory]
    [InlineData("Microsoft.ML.Core")]
    [InlineData("Microsoft.ML.ImageAnalytics")]
    public void Enter_WithTheNextMajorVersionOfAnotherAssembly_NamesIt(string assembly) =>
        AssertRefused(assembly, WaysIn.Names.First(), assembly + " 7.0.");

    [Fact]
    public void AdaptOnnxModel_WithTheNextMajorVersionOfItsAssembly_NamesIt() =>
        AssertRefused("Microsoft.ML.OnnxTransformer", "AdaptOnnxModel", "Microsoft.ML.OnnxTransformer 7.0.");

    [Theory]
    [MemberData(nameof(Names))]
    public void Enter_WithThisVersion_Passes(string name) => WaysIn.Enter(name);

    private static void AssertRefused(string assembly, string wayIn, string found)
    {
        Exception error = Assert.IsType<InvalidOperationException>(LaterMlNet.Fault(assembly, wayIn));
        Assert.Contains(
            $"works with Microsoft.ML from 5.0.1 up to, but not including, 7.0.0; this process has loaded {found}", error.Message, StringComparison.Ordinal);
    }
}
