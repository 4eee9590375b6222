using ImagePipeline.Images;
using ImagePipeline.Learning;
using ImagePipeline.Pictures;
using ImagePipeline.Reporting;
using Microsoft.ML;
using MlNetBatchNorm;
using Spectre.Console;

namespace ImagePipeline;

/// <summary>The steps that take long, under progress bars.</summary>
internal sealed class Steps(IAnsiConsole console, CancellationToken cancellationToken)
{
    public IReadOnlyList<SkippedFile> Check(ImageFolder folder)
    {
        ImageFile[] files = [.. folder.Train, .. folder.Test ?? []];
        return StepBars.Run(console, bars => bars.Step("Check the files", files.Length,
            bar => ImageCheck.Run(files, checkedOne: () => bar.Increment(1), cancellationToken)));
    }

    /// <returns>The normalized model first, then those it is compared with.</returns>
    public IReadOnlyList<TrainedModel> Train(Experiment experiment, Pipelines pipelines, int imageCount) =>
        StepBars.Run<IReadOnlyList<TrainedModel>>(console, bars =>
        {
            TrainedModel Fit(string pixels, IEstimator<ITransformer> pipeline) =>
                bars.Step($"Train on pixels {pixels}", () => Cancellable(() => experiment.Fit(pixels, pipeline)));

            var progress = new FitProgress(bars.Add("Learn mean and deviation", imageCount));
            return
            [
                Fit("normalized per channel", pipelines.Normalized(progress, cancellationToken)),
                Fit("scaled to 0..1", pipelines.Scaled()),
                Fit("as they are, 0..255", pipelines.Unchanged()),
            ];
        });

    public void DrawHistograms(Experiment experiment, int imageCount, BatchNormTransformer batchNorm, string path) =>
        StepBars.Run(console, bars => bars.Step("Draw histograms", () => Cancellable(() =>
        {
            HistogramPicture.Save(experiment.TrainPixels, imageCount, batchNorm, path);
            return path;
        })));

    /// <summary>For work that can't be cancelled, such as a trainer's: it is left behind, to the end of the process.</summary>
    private T Cancellable<T>(Func<T> work) =>
        Task.Run(work, cancellationToken).WaitAsync(cancellationToken).GetAwaiter().GetResult();
}
