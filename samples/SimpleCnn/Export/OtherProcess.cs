using System.Diagnostics;
using Samples;

namespace SimpleCnn.Export;

/// <summary>This program once more, to see that a saved model needs nothing of the process that made it.</summary>
internal static class OtherProcess
{
    public const string Command = "predict";

    /// <summary>Has the test images named by a saved model.</summary>
    /// <returns>The class of each image, and the process's number.</returns>
    /// <exception cref="SampleException">It failed.</exception>
    public static (string[] Classes, int Process) Predict(string model, string? cifarFolder, CancellationToken cancellationToken)
    {
        // Beside the assembly lies the program that starts it; `dotnet SimpleCnn.dll` is another way to get here.
        string assembly = typeof(OtherProcess).Assembly.Location;
        string[] arguments = cifarFolder is null ? [assembly, Command, model] : [assembly, Command, model, "--cifar", cifarFolder];
        var start = new ProcessStartInfo(Dotnet, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        using CancellationTokenRegistration kill = cancellationToken.Register(process.Kill);
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode == 0
            ? (output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries), process.Id)
            : throw new SampleException($"The other process failed with exit code {process.ExitCode}: {error.GetAwaiter().GetResult()}");
    }

    /// <summary>The command that runs .NET programs, of the .NET that runs this one.</summary>
    private static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
}
