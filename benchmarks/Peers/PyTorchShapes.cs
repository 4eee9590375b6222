using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using MlNetBatchNorm.Benchmarks.Layer;
using MlNetBatchNorm.Benchmarks.Shapes;

namespace MlNetBatchNorm.Benchmarks.Peers;

/// <summary>PyTorch's batch normalization on one thread, in a process that measures when asked to, as pytorch_shapes.py does.</summary>
internal sealed class PyTorchShapes : IDisposable
{
    private readonly Process _process;

    private PyTorchShapes(Process process, string version)
    {
        _process = process;
        Version = version;
    }

    public string Version { get; }

    /// <summary>Starts the first Python on the path that has PyTorch; null where none has.</summary>
    /// <param name="keepsMemory">
    /// Whether the memory of results is used again. By default, the C library gives the memory of large ones back after each call, and to have it
    /// anew can take 20 times as long as the work.
    /// </param>
    public static PyTorchShapes? Start(bool keepsMemory = true) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => new[] { Path.Combine(folder, "python3"), Path.Combine(folder, "python.exe") })
        .Where(File.Exists)
        .Select(python => Start(python, keepsMemory))
        .FirstOrDefault(started => started is not null);

    /// <summary>Makes a batch of a shape, for the measurements that follow.</summary>
    public void Prepare(ShapeCase shape) =>
        Ask($"{(shape.Layout == ChannelLayout.ChannelsLast ? "last" : "first")} {string.Join(' ', shape.Dimensions)}");

    /// <summary>Makes a batch for a layer.</summary>
    public void Prepare(LayerCase batch) =>
        Ask($"{(batch.Layout == ChannelLayout.ChannelsLast ? "batch-last" : "batch")} {batch.BatchSize} {batch.Channels} {batch.Side}");

    /// <summary>Nanoseconds per row of "eval" or "train"; nanoseconds per batch of "forward" or "backward".</summary>
    public double Measure(string mode) => double.Parse(Ask(mode), CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static PyTorchShapes? Start(string python, bool keepsMemory)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Peers", "pytorch_shapes.py");
        try
        {
            var start = new ProcessStartInfo(python, [script])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            if (keepsMemory)
                (start.Environment["MALLOC_MMAP_MAX_"], start.Environment["MALLOC_TRIM_THRESHOLD_"]) = ("0", "4294967296");
            Process process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            return process.StandardOutput.ReadLine() is { } version ? new PyTorchShapes(process, version) : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private string Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The process that runs PyTorch ended at '{line}'.");
    }
}
