using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace MlNetBatchNorm.Benchmarks.Peers;

/// <summary>Median microseconds of PyTorch's BatchNorm2d on one thread, as pytorch.py measures them.</summary>
internal sealed record PyTorch(string Version, double Eval, double Train)
{
    /// <summary>Runs the script with the first Python on the path that has PyTorch; null where none has.</summary>
    public static PyTorch? Measure()
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Peers", "pytorch.py");
        IEnumerable<string> pythons = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => new[] { Path.Combine(folder, "python3"), Path.Combine(folder, "python.exe") })
            .Where(File.Exists);
        return pythons.Select(python => Run(python, script)).FirstOrDefault(json => json is not null) is { } found
            ? JsonSerializer.Deserialize<PyTorch>(found)
            : null;
    }

    private static string? Run(string python, string script)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(python, [script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
