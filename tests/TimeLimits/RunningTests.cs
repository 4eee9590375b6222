using System.Diagnostics;
using Xunit.Sdk;
using Xunit.v3;

namespace MlNetBatchNorm.Tests.TimeLimits;

/// <summary>Hands on what a run reports, and knows which tests are running for how long.</summary>
internal sealed class RunningTests(IMessageSink sink, TimeSpan testLimit, TimeSpan runLimit) : IMessageSink
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (ITestStarting Test, long Started)> _running = [];
    private readonly long _started = Stopwatch.GetTimestamp();
    private bool _ended;

    /// <returns>False where the run is over, which makes xUnit start no more tests.</returns>
    public bool OnMessage(IMessageSinkMessage message)
    {
        lock (_lock)
        {
            if (_ended)
                return false;
            if (message is ITestStarting starting)
                _running[starting.TestUniqueID] = (starting, Stopwatch.GetTimestamp());
            else if (message is ITestFinished finished)
                _running.Remove(finished.TestUniqueID);
            return sink.OnMessage(message);
        }
    }

    /// <summary>Fails the tests whose time, or the run's, is over. From then on, nothing is handed on.</summary>
    /// <exception cref="TimeoutException">The run's time is over, but no test is running.</exception>
    public bool EndIfOverdue()
    {
        lock (_lock)
        {
            bool runIsOver = Stopwatch.GetElapsedTime(_started) > runLimit;
            (ITestStarting Test, TimeSpan Elapsed)[] overdue =
            [
                .. _running.Values
                    .Select(entry => (entry.Test, Elapsed: Stopwatch.GetElapsedTime(entry.Started)))
                    .Where(entry => runIsOver || entry.Elapsed > testLimit),
            ];
            var fault = new TimeoutException(runIsOver ? $"The run took more than {runLimit}." : $"The test took more than {testLimit}; the run ends here.");
            if (runIsOver && overdue.Length == 0)
                throw fault;
            foreach ((ITestStarting test, TimeSpan elapsed) in overdue)
                Fail(test, (decimal)elapsed.TotalSeconds, fault);
            return _ended = overdue.Length > 0;
        }
    }

    private void Fail(ITestStarting test, decimal seconds, TimeoutException fault)
    {
        sink.OnMessage(TestFailed.FromException(
            fault, test.AssemblyUniqueID, test.TestCollectionUniqueID, test.TestClassUniqueID, test.TestMethodUniqueID, test.TestCaseUniqueID,
            test.TestUniqueID, executionTime: seconds, output: "", warnings: null));
        sink.OnMessage(new TestFinished
        {
            AssemblyUniqueID = test.AssemblyUniqueID,
            Attachments = new Dictionary<string, TestAttachment>(),
            ExecutionTime = seconds,
            FinishTime = DateTimeOffset.Now,
            Output = "",
            TestCaseUniqueID = test.TestCaseUniqueID,
            TestClassUniqueID = test.TestClassUniqueID,
            TestCollectionUniqueID = test.TestCollectionUniqueID,
            TestMethodUniqueID = test.TestMethodUniqueID,
            TestUniqueID = test.TestUniqueID,
            Warnings = null,
        });
    }
}
