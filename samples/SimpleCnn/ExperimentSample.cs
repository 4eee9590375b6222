using System.Diagnostics;
using Microsoft.ML;
using Samples;
using Samples.Pictures;
using Samples.Reporting;
using SimpleCnn.Data;
using SimpleCnn.Experiments;
using SimpleCnn.Pictures;
using Spectre.Console;

namespace SimpleCnn;

/// <summary>Makes the experiment, and writes its results and pictures.</summary>
internal sealed class ExperimentSample(ExperimentOptions options, IAnsiConsole console, CancellationToken cancellationToken)
{
    /// <exception cref="SampleException">The run can't succeed with these options.</exception>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    public void Run()
    {
        long started = Stopwatch.GetTimestamp();
        OutputFolder.Create(options.Output);
        NormalizedImages images = StepBars.Run(console, bars => bars.Step("Load and normalize the images", () =>
            NormalizedImages.Load(new MLContext(), TrainingOptions.CreateSource(options.CifarFolder), cancellationToken)));
        int count = options.Plan.Settings().Count();
        console.WriteLine(
            $"{images.Train.Count:n0} images to train on, {images.Test.Count:n0} to test on; {count} runs of {options.Plan.Steps:n0} steps");

        var runs = new ExperimentRuns(StepBars.Run(console, bars => bars.Step("Train", count, bar =>
            Experiment.Execute(options.Plan, images, options.Threads, finishedOne: () => bar.Increment(1), cancellationToken))));
        string results = Path.Combine(options.Output, "runs.csv");
        ResultsFile.Write(results, runs.Rows);
        // Read again, so that the table is what anybody can make of the file.
        console.Write(SummaryTable.Create(VariantSummary.Create(ResultsFile.Read(results))));

        console.WriteLine($"Done in {Stopwatch.GetElapsedTime(started).TotalSeconds:f1} s. Written:");
        foreach (string path in (string[])[results, .. Draw(runs)])
            console.Profile.Out.Writer.WriteLine(path); // Not broken at the end of the line, so that it can be copied.
        if (!Fonts.Exist)
            console.WriteLine("This machine has no fonts, so there is no text in the pictures.", new Spectre.Console.Style(Color.Yellow));
    }

    private IEnumerable<string> Draw(ExperimentRuns runs)
    {
        (string Name, Action<ExperimentRuns, string> Save)[] pictures =
        [
            ("loss.png", LossPicture.Save), ("accuracy.png", AccuracyPicture.Save), ("sigmoid-inputs.png", SigmoidPicture.Save),
            ("gamma-beta.png", AffinePicture.Save),
        ];
        foreach ((string name, Action<ExperimentRuns, string> save) in pictures)
        {
            string path = Path.Combine(options.Output, name);
            save(runs, path);
            yield return path;
        }
    }
}
