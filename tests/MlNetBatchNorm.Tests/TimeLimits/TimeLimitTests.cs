namespace MlNetBatchNorm.Tests.TimeLimits;

/// <summary>A run of these tests of which one hangs, in a process of its own: it ends, and says which.</summary>
public sealed class TimeLimitTests
{
    private const string HangVariable = "TEST_HANGS";
    private const string Name = $"{nameof(MlNetBatchNorm)}.{nameof(Tests)}.{nameof(TimeLimits)}.{nameof(TimeLimitTests)}.{nameof(Run_WhereATestHangs_FailsItByName)}";

    [Fact]
    public void Run_WhereATestHangs_FailsItByName()
    {
        // This test is also the one that hangs, in the process that it starts.
        if (Environment.GetEnvironmentVariable(HangVariable) is not null)
            Thread.Sleep(Timeout.Infinite);
        ChildProcess run = ChildProcess.Run(
            "MlNetBatchNorm.Tests.dll", ["--ansi", "off", "--filter-method", Name], (TimeLimitedExecutor.TestLimitVariable, "1"), (HangVariable, "1"));

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains($"failed {Name}", run.Output, StringComparison.Ordinal);
        Assert.Contains("The test took more than 00:00:01; the run ends here.", run.Output, StringComparison.Ordinal);
    }
}
