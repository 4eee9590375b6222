namespace MlNetBatchNorm.Tests.Registration;

/// <summary>With an ML.NET whose internals may be others, every way in says so before it calls any of them.</summary>
public sealed class LaterMlNetTests
{
    public static TheoryData<string> Names() => [.. WaysIn.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Enter_WithTheNextMajorVersion_NamesBothVersions(string name)
    {
        Exception error = Assert.IsType<InvalidOperationException>(LaterMlNet.Fault(name));
        Assert.Contains("works with Microsoft.ML from 5.0.1 up to, but not including, 6.0.0", error.Message, StringComparison.Ordinal);
        Assert.Contains(" 6.0.1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Enter_WithThisVersion_Passes(string name) => WaysIn.Enter(name);
}
