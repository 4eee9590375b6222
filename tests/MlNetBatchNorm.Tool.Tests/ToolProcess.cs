using System.Diagnostics;

namespace MlNetBatchNorm.Tool.Tests;

/// <summary>The tool as a process of its own.</summary>
internal static class ToolProcess
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private static string Program => Path.Combine(AppContext.BaseDirectory, "channelstats.dll");

    /// <summary>Runs the tool to its end.</summary>
    public static ToolResult Run(params string[] arguments) => End(Start(arguments), arguments);

    /// <summary>As a user who may not read everything: as nobody, where this process is root. Skips the test where there is no such user.</summary>
    public static ToolResult RunUnprivileged(params string[] arguments)
    {
        if (!Environment.IsPrivilegedProcess)
            return Run(arguments);
        Assert.SkipUnless(File.Exists("/usr/sbin/runuser") && End(StartProgram("runuser", "-u", "nobody", "--", "test", "-r", Program), arguments).ExitCode == 0,
            "Nobody may read the program.");
        return End(StartProgram("runuser", ["-u", "nobody", "--", "dotnet", Program, .. arguments]), arguments);
    }

    /// <summary>Starts the tool; whoever does ends it.</summary>
    public static Process Start(params string[] arguments) => StartProgram("dotnet", [Program, .. arguments]);

    private static ToolResult End(Process started, string[] arguments)
    {
        using Process process = started;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill();
            throw new TimeoutException($"'channelstats {string.Join(' ', arguments)}' took more than {Limit}.");
        }

        return new ToolResult(process.ExitCode, output.Result.ReplaceLineEndings("\n"), error.Result.ReplaceLineEndings("\n"));
    }

    private static Process StartProgram(string program, params string[] arguments) => Process.Start(
        new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
