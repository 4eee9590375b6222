using ImagePipeline.Images;
using ImagePipeline.Learning;
using ImagePipeline.Pictures;
using ImagePipeline.Reporting;
using Microsoft.ML;
using MlNetBatchNorm;
using Samples.Images;
using Samples.Reporting;
using Spectre.Console;

namespace ImagePipeline;

/// <summary>The steps that take long, under progress bars.</summary>
internal sealed class Steps(IAnsiConsole console, CancellationToken cancellationToken)
{
    private const int Seed = 1;
    private const int PipelineCount = 4;

    public IReadOnlyList<UnreadableImage> Check(ImageFolder folder)
    {
        string[] paths = [.. folder.Train.Concat(folder.Test ?? []).Select(file => file.Path)];
        return StepBars.Run(console, bars => bars.Step("Check the files", paths.Length,
            bar => ImageFiles.FindUnreadable(paths, progress: new BarProgress(bar), cancellationToken: cancellationToken)));
    }

    /// <summary>Trains the pipelines on several divisions of the images: first as they were given, then others at random.</summary>
    public IReadOnlyList<Trial> Train(ImageSplit images, SampleOptions options, Action<MLContext> prepare) =>
        StepBars.Run(console, bars => bars.Step("Train", options.Divisions * PipelineCount, bar => Cancellable(() =>
            Enumerable.Range(0, options.Divisions).AsParallel().AsOrdered().WithCancellation(cancellationToken)
                .Select(division => Train(division == 0 ? images : images.Redivide(division), options, prepare, bar))
                .ToArray())));

    public void DrawHistograms(Experiment experiment, int imageCount, BatchNormTransformer batchNorm, string path) =>
        StepBars.Run(console, bars => bars.Step("Draw histograms", () => Cancellable(() =>
        {
            HistogramPicture.Save(experiment.TrainPixels, imageCount, batchNorm, path);
            return path;
        })));

    private Trial Train(ImageSplit images, SampleOptions options, Action<MLContext> prepare, ProgressTask bar)
    {
        var mlContext = new MLContext(Seed);
        prepare(mlContext);
        var pipelines = new Pipelines(mlContext, options.Size, options.Iterations);
        var experiment = new Experiment(mlContext, images, pipelines.Pixels());
        TrainedModel Fit(string pixels, IEstimator<ITransformer> pipeline)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TrainedModel model = experiment.Fit(pixels, pipeline);
            bar.Increment(1);
            return model;
        }

        return new Trial(
            experiment,
            [
                Fit("normalized per channel", pipelines.Normalized(cancellationToken)),
                Fit("scaled to 0..1", pipelines.Scaled()),
                Fit("as they are, 0..255", pipelines.Unchanged()),
                Fit("scaled to -1..1", pipelines.Centered()),
            ]);
    }

    /// <summary>For work that can't be canceled, such as a trainer's: it is left behind, to the end of the process.</summary>
    private T Cancellable<T>(Func<T> work) =>
        Task.Run(work, cancellationToken).WaitAsync(cancellationToken).GetAwaiter().GetResult();
}
