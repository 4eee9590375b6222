using System.Diagnostics;

namespace MlNetBatchNorm.Tests;

/// <summary>A named pipe that nobody writes to: whoever opens it to read waits for ever.</summary>
internal static class Pipe
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Windows has none in its folders.</summary>
    public static bool Exists => !OperatingSystem.IsWindows();

    public static string Create(string path)
    {
        using Process process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        return process.ExitCode == 0 ? path : throw new IOException($"mkfifo {path} ended with {process.ExitCode}.");
    }

    /// <summary>The result of what must not wait for the pipe.</summary>
    public static T WithinLimit<T>(Func<T> action)
    {
        Task<T> task = Task.Run(action);
        return Task.WaitAny([task], Limit) == 0 ? task.GetAwaiter().GetResult() : throw new TimeoutException($"It took more than {Limit}.");
    }
}
