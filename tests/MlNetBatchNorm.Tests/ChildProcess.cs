using System.Diagnostics;

namespace MlNetBatchNorm.Tests;

/// <summary>How a .NET program that lies beside the tests ended, run in a process of its own.</summary>
internal sealed record ChildProcess(int ExitCode, string Output, string Error)
{
    /// <summary>Less than a test may take, so that no process is left behind.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="TimeoutException">It did not end, and was killed.</exception>
    public static ChildProcess Run(string program, string[] arguments, params (string Name, string Value)[] environment) =>
        Run(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments]), environment);

    /// <summary>Runs any program to its end.</summary>
    /// <exception cref="TimeoutException">It did not end, and was killed.</exception>
    public static ChildProcess Run(ProcessStartInfo start, params (string Name, string Value)[] environment)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{string.Join(' ', start.ArgumentList)} took more than {Limit}.");
        }

        return new ChildProcess(process.ExitCode, output.Result, error.Result);
    }
}
