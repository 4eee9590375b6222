using ImagePipeline.Images;
using ImagePipeline.Learning;
using ImagePipeline.Reporting;
using Microsoft.ML;
using Spectre.Console;

namespace ImagePipeline;

/// <summary>The steps that take long, under progress bars.</summary>
internal static class Steps
{
    public static IReadOnlyList<SkippedFile> Check(IAnsiConsole console, ImageFolder folder, CancellationToken cancellationToken)
    {
        ImageFile[] files = [.. folder.Train, .. folder.Test ?? []];
        return StepBars.Run(console, bars => bars.Step("Check the files", files.Length,
            bar => ImageCheck.Run(files, checkedOne: () => bar.Increment(1), cancellationToken)));
    }

    /// <returns>The normalized model first, then those it is compared with.</returns>
    public static IReadOnlyList<TrainedModel> Train(
        IAnsiConsole console, Experiment experiment, Pipelines pipelines, int trainImages, CancellationToken cancellationToken) =>
        StepBars.Run<IReadOnlyList<TrainedModel>>(console, bars =>
        {
            // A trainer can't be cancelled: what it does is left behind, to the end of the process.
            TrainedModel Fit(string pixels, IEstimator<ITransformer> pipeline) => bars.Step($"Train on pixels {pixels}", () =>
                Task.Run(() => experiment.Fit(pixels, pipeline), cancellationToken).WaitAsync(cancellationToken).GetAwaiter().GetResult());

            var progress = new FitProgress(bars.Add("Learn mean and deviation", trainImages));
            return
            [
                Fit("normalized per channel", pipelines.Normalized(progress, cancellationToken)),
                Fit("scaled to 0..1", pipelines.Scaled()),
                Fit("as they are, 0..255", pipelines.Unchanged()),
            ];
        });
}
