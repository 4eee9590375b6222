using System.CommandLine;
using MlNetBatchNorm.Tests;
using MlNetBatchNorm.Tool.Commands;

namespace MlNetBatchNorm.Tool.Tests;

/// <summary>Exceptions of all kinds from a command's work.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task Invoke_WhereWorkThrows_EndsWithAnExitCode()
    {
        foreach ((Exception exception, int exitCode) in ((Exception, int)[])
        [
            (new ToolException("message"), 1), (new ToolException("message", 2), 2), (new IOException("message"), 1), (new ArgumentException("message"), 1),
            (new FormatException("message"), 1), (new InsufficientMemoryException("message"), 1), (new OperationCanceledException("message"), 1),
            (new AggregateException(new DllNotFoundException("message")), 1), (new TypeInitializationException("Type", new FormatException("message")), 1),
        ])
        {
            var command = new Command("work");
            command.SetWork((_, _) => throw exception);
            Assert.Equal(exitCode, await CommandLine.Invoke(new RootCommand { command }, ["work"]));
            Assert.Equal(exitCode, await CommandLine.Invoke(new RootCommand { command }, ["work", "--verbose"]));
        }
    }

    [Fact]
    public void Tool_ThatIsVerbose_ShowsWhereItFailed()
    {
        using var folder = new TemporaryFolder();
        string pipe = Pipe.Exists ? Pipe.Create(folder.File("pipe")) : folder.Path;
        ToolResult brief = ToolProcess.Run("show", pipe);
        ToolResult verbose = ToolProcess.Run("show", pipe, "--verbose");
        Assert.DoesNotContain("   at ", brief.Error, StringComparison.Ordinal);
        Assert.StartsWith(brief.Error, verbose.Error, StringComparison.Ordinal);
        Assert.Contains("   at MlNetBatchNorm.", verbose.Error, StringComparison.Ordinal);
    }
}
