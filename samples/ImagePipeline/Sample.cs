using System.Diagnostics;
using ImagePipeline.Images;
using ImagePipeline.Learning;
using ImagePipeline.Pictures;
using ImagePipeline.Reporting;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetBatchNorm;
using Spectre.Console;

namespace ImagePipeline;

/// <summary>The whole run, step by step.</summary>
internal sealed class Sample(SampleOptions options, IAnsiConsole console, CancellationToken cancellationToken)
{
    private const int Seed = 1;
    private const int ShownImages = 6;

    private readonly Steps _steps = new(console, cancellationToken);
    private readonly string _model = Path.Combine(options.Output, "model.zip");
    private readonly string _histograms = Path.Combine(options.Output, "histograms.png");
    private readonly string _montage = Path.Combine(options.Output, "montage.png");

    /// <exception cref="SampleException">The run can't succeed with these options.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Run()
    {
        long started = Stopwatch.GetTimestamp();
        MakeOutput();
        (ImageSplit images, int skipped) = FindImages();

        var mlContext = new MLContext(Seed);
        mlContext.Log += WriteWarning;
        var pipelines = new Pipelines(mlContext, options.Size, options.Iterations);
        var experiment = new Experiment(mlContext, images, pipelines.Pixels());
        IReadOnlyList<TrainedModel> models = _steps.Train(experiment, pipelines, images.Train.Count);
        BatchNormTransformer batchNorm = models[0].BatchNorm;
        experiment.Save(models[0], _model);
        _steps.DrawHistograms(experiment, images.Train.Count, batchNorm, _histograms);

        console.WriteLine();
        console.Write(StatisticsTable.Create(batchNorm.GetParameters("Features"), options.AreCifar10 ? ImageNormalization.Cifar10 : null));
        WriteAccuracy(models, images);
        ImageFile[] shown = [.. images.Some(ShownImages)];
        WritePredictions(shown);
        float difference = MontagePicture.Save(shown, experiment.Pixels(shown), batchNorm, _montage);
        console.WriteLine($"Normalized and mapped back, no pixel of these is off by more than {difference:g1} of 255.");
        console.WriteLine();
        WriteSummary(started, skipped);
    }

    /// <summary>Before the work instead of after it, in case it can't be done.</summary>
    private void MakeOutput()
    {
        try
        {
            Directory.CreateDirectory(options.Output);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SampleException($"Cannot make the folder '{options.Output}': {exception.Message} Give --output another one.");
        }
    }

    private (ImageSplit Images, int Skipped) FindImages()
    {
        ImageFolder folder = ImageFolder.Find(options.Images);
        IReadOnlyList<SkippedFile> skipped = _steps.Check(folder);
        foreach (SkippedFile file in skipped)
            console.WriteLine($"Skipped {Path.GetRelativePath(options.Images, file.Path)}: {file.Reason}", new Style(Color.Yellow));

        ImageSplit images = ImageSplit.Create(folder, skipped);
        console.WriteLine(
            $"{images.Train.Count:n0} images of {images.Classes.Count} classes to train on, {images.Test.Count:n0} to test on");
        return (images, skipped.Count);
    }

    private void WriteAccuracy(IReadOnlyList<TrainedModel> models, ImageSplit images)
    {
        console.Write(AccuracyTable.Create(models, options.Iterations));
        // Half the width of a 95 % interval where it is widest: at an accuracy of one half.
        double margin = 98 / Math.Sqrt(images.Test.Count);
        console.WriteLine($"Always naming the commonest class would get {images.CommonestClassShare:p1}.");
        console.WriteLine($"{images.Test.Count:n0} images tell an accuracy to within {margin:f1} points, 19 times in 20.");
        console.WriteLine();
    }

    private void WritePredictions(IEnumerable<ImageFile> images)
    {
        using PredictionEngine<ImageFile, Prediction> engine = Experiment.Load(_model);
        console.Write(PredictionTable.Create(
            images.Select(image => (image, engine.Predict(new ImageFile { Path = image.Path }))), options.Images));
    }

    private void WriteSummary(long started, int skipped)
    {
        if (!Fonts.Exist)
            console.WriteLine("This machine has no fonts, so there is no text in the pictures.", new Style(Color.Yellow));
        console.WriteLine($"Done in {Stopwatch.GetElapsedTime(started).TotalSeconds:f1} s, {skipped:n0} skipped. Written:");
        foreach (string path in (string[])[_model, _histograms, _montage])
            console.Profile.Out.Writer.WriteLine(path); // Not broken at the end of the line, so that it can be copied.
    }

    private void WriteWarning(object? sender, LoggingEventArgs message)
    {
        if (message.Kind == ChannelMessageKind.Warning)
            console.WriteLine(message.RawMessage, new Style(Color.Yellow));
    }
}
