using System.Globalization;
using Xunit.Sdk;
using Xunit.v3;

namespace MlNetBatchNorm.Tests.TimeLimits;

/// <summary>
/// Runs tests until all have ended or a time limit has passed. A thread that hangs cannot be stopped, so the run then ends at once: what hangs is
/// a failed test with a name, the other results stay, and the process exits.
/// </summary>
internal sealed class TimeLimitedExecutor(IXunitTestAssembly assembly) : XunitTestFrameworkExecutor(assembly)
{
    /// <summary>The variable that sets another limit for each test, in seconds.</summary>
    public const string TestLimitVariable = "TEST_TIME_LIMIT";

    private static readonly TimeSpan RunLimit = TimeSpan.FromMinutes(25);

    /// <summary>Many times what the slowest test takes, for machines that are busy otherwise.</summary>
    private static readonly TimeSpan TestLimit =
        Environment.GetEnvironmentVariable(TestLimitVariable) is { } seconds
            ? TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture))
            : TimeSpan.FromMinutes(5);

    public override async ValueTask RunTestCases(
        IReadOnlyCollection<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions,
        CancellationToken cancellationToken)
    {
        var running = new RunningTests(executionMessageSink, TestLimit, RunLimit);
        Task run = Task.Run(() => base.RunTestCases(testCases, running, executionOptions, cancellationToken).AsTask(), CancellationToken.None);
        while (await Task.WhenAny(run, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None)) != run)
        {
            if (running.EndIfOverdue())
                return;
        }

        await run;
    }
}
