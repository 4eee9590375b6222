using System.Diagnostics;
using AdaptOnnx.Images;
using AdaptOnnx.Learning;
using AdaptOnnx.Pictures;
using AdaptOnnx.Reporting;
using AdaptOnnx.Shifts;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Onnx;
using MlNetBatchNorm;
using Samples;
using Samples.Reporting;
using Spectre.Console;

namespace AdaptOnnx;

/// <summary>The whole run, step by step.</summary>
internal sealed class Sample(string output, IAnsiConsole console, CancellationToken cancellationToken)
{
    private const string WarmLight = "warm light";

    private static readonly string Data = Path.Combine(AppContext.BaseDirectory, "data");

    /// <exception cref="SampleException">The run can't succeed.</exception>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    public void Run()
    {
        long started = Stopwatch.GetTimestamp();
        OutputFolder.Create(output);
        ImageSet unlabeled = Files.Folder(Path.Combine(Data, "unlabeled")), test = Files.Sheet(Path.Combine(Data, "test.png"));
        console.WriteLine($"{unlabeled.Pixels.Count:n0} images to adapt to, {test.Pixels.Count:n0} others to test on, of CIFAR-10");

        var mlContext = new MLContext(1);
        // The network is small and run an image at a time: more threads only wait for each other.
        mlContext.SetOnnxSessionOption(new OnnxSessionOptions { IntraOpNumThreads = 1 });
        var network = new Network(mlContext, Path.Combine(Data, "residual.onnx"));
        var experiment = new Experiment(network, unlabeled, test, cancellationToken);
        ShiftResult[] shifts = StepBars.Run(console, bars => bars.Step("Adapt to each shift", Shift.All.Count, bar => Each(Shift.All, experiment.Run, bar)));
        console.Write(ResultTables.OfShifts(shifts));
        BlendResult[] blends = StepBars.Run(console, bars => bars.Step(
            "Adapt to few images, and to one class", Experiment.Hard.Count, bar => Each(Experiment.Hard, experiment.Run, bar)));
        console.Write(ResultTables.OfBlends(blends));

        string picture = Path.Combine(output, "shifts.png"), model = Path.Combine(output, "adapted.zip");
        ResultPicture.Save(shifts, test, picture);
        Shift warm = Shift.All.Single(shift => shift.Name == WarmLight);
        mlContext.Log += WriteLayers;
        experiment.Save(warm, model);
        var loaded = new MLContext().Model.Load(model, out _);
        console.WriteLine($"Adapted to {warm.Name}, saved, loaded by ML.NET: {network.Test(loaded, warm.Apply(test))} % right");
        console.WriteLine($"Done in {Stopwatch.GetElapsedTime(started).TotalSeconds:f1} s. Written:");
        foreach (string path in (string[])[picture, model])
            console.Profile.Out.Writer.WriteLine(path); // Not broken at the end of the line, so that it can be copied.
    }

    private void WriteLayers(object? sender, LoggingEventArgs message)
    {
        if (message.Source.Contains(nameof(OnnxAdaptationEstimator), StringComparison.Ordinal) && message.Kind == ChannelMessageKind.Info)
            console.WriteLine(message.RawMessage);
    }

    /// <summary>On all processors; the results in the order of the items.</summary>
    private TResult[] Each<T, TResult>(IEnumerable<T> items, Func<T, TResult> work, ProgressTask bar) =>
        [.. items.AsParallel().AsOrdered().WithCancellation(cancellationToken).Select(item =>
        {
            TResult result = work(item);
            bar.Increment(1);
            return result;
        })];
}
