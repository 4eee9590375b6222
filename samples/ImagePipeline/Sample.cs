using System.Diagnostics;
using ImagePipeline.Images;
using ImagePipeline.Learning;
using ImagePipeline.Pictures;
using ImagePipeline.Reporting;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetBatchNorm;
using Samples;
using Samples.Images;
using Samples.Pictures;
using Spectre.Console;

namespace ImagePipeline;

/// <summary>The whole run, step by step.</summary>
internal sealed class Sample(SampleOptions options, IAnsiConsole console, CancellationToken cancellationToken)
{
    private const int ShownImages = 6;

    private readonly Steps _steps = new(console, cancellationToken);
    private readonly string _model = Path.Combine(options.Output, "model.zip");
    private readonly string _histograms = Path.Combine(options.Output, "histograms.png");
    private readonly string _montage = Path.Combine(options.Output, "montage.png");

    /// <exception cref="SampleException">The run can't succeed with these options.</exception>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    public void Run()
    {
        long started = Stopwatch.GetTimestamp();
        OutputFolder.Create(options.Output);
        (ImageSplit images, int skipped) = FindImages();

        IReadOnlyList<Trial> trials = _steps.Train(images, options, prepare: mlContext => mlContext.Log += WriteWarning);
        (Experiment experiment, TrainedModel model) = (trials[0].Experiment, trials[0].Models[0]);
        BatchNormTransformer batchNorm = model.BatchNorm;
        experiment.Save(model, _model);
        _steps.DrawHistograms(experiment, images.Train.Count, batchNorm, _histograms);

        console.WriteLine();
        console.Write(StatisticsTable.Create(batchNorm.GetParameters("Features"), options.AreCifar10 ? ImageNormalization.Cifar10 : null));
        WriteAccuracy(trials, images);
        IReadOnlyList<Answer> answers = Experiment.Ask(_model, images.Test);
        ImageFile[] shown = WritePredictions(answers);
        float difference = MontagePicture.Save(shown, experiment.Pixels(shown), batchNorm, _montage);
        console.WriteLine($"Normalized and mapped back, no pixel of these is off by more than {difference:g1} of 255.");
        console.WriteLine();
        WriteSummary(started, skipped);
        WriteCheck(model, answers, images);
    }

    private (ImageSplit Images, int Skipped) FindImages()
    {
        ImageFolder folder = ImageFolder.Find(options.Images);
        IReadOnlyList<UnreadableImage> skipped = _steps.Check(folder);
        foreach (UnreadableImage image in skipped)
            console.WriteLine($"Skipped {Path.GetRelativePath(options.Images, image.Path)}: {image.Problem}", new Style(Color.Yellow));

        ImageSplit images = ImageSplit.Create(folder, skipped);
        console.WriteLine(
            $"{images.Train.Count:n0} images of {images.Classes.Count} classes to train on, {images.Test.Count:n0} to test on");
        return (images, skipped.Count);
    }

    private void WriteAccuracy(IReadOnlyList<Trial> trials, ImageSplit images)
    {
        console.Write(AccuracyTable.Create(trials, options.Iterations, (double)images.Test.Count / images.Train.Count));
        console.WriteLine($"Always naming the commonest class would get {images.CommonestClassShare:p1}.");
        console.WriteLine(
            "± is half a 95 % interval; where it is larger than the difference, normalization brings nothing that can be seen here. What it is for: " +
            "a short training gets further, and nobody has to find constants that suit the images.");
        console.WriteLine();
    }

    /// <returns>The images that were shown.</returns>
    private ImageFile[] WritePredictions(IReadOnlyList<Answer> answers)
    {
        IReadOnlyList<Answer> shown = RepresentativeSample.Choose(answers, answer => answer.IsRight, ShownImages);
        console.Write(PredictionTable.Create(shown, options.Images));
        console.WriteLine(
            $"These {shown.Count} are chosen so that they are right as often as all test images: " +
            $"{RightCount(shown)} of {shown.Count}, and {RightCount(answers):n0} of {answers.Count:n0}.");
        return [.. shown.Select(answer => answer.Image)];
    }

    private static int RightCount(IEnumerable<Answer> answers) => answers.Count(answer => answer.IsRight);

    private void WriteSummary(long started, int skipped)
    {
        if (!Fonts.Exist)
            console.WriteLine("This machine has no fonts, so there is no text in the pictures.", new Style(Color.Yellow));
        console.WriteLine($"Done in {Stopwatch.GetElapsedTime(started).TotalSeconds:f1} s, {skipped:n0} skipped. Written:");
        foreach (string path in (string[])[_model, _histograms, _montage])
            console.Profile.Out.Writer.WriteLine(path); // Not broken at the end of the line, so that it can be copied.
    }

    /// <summary>The last line, by which somebody who runs this for the first time sees that it worked.</summary>
    private void WriteCheck(TrainedModel model, IReadOnlyList<Answer> answers, ImageSplit images)
    {
        int right = RightCount(answers);
        int before = (int)Math.Round(model.TestAccuracy * answers.Count);
        if (right != before)
            throw new SampleException($"The model named {before:n0} of {answers.Count:n0} test images right, but {right:n0} once it was saved and loaded.");
        console.WriteLine();
        console.WriteLine(
            $"It works: saved and loaded, the model names {right:n0} of {answers.Count:n0} test images right, as many as before. " +
            $"Always naming the commonest class would get {images.CommonestClassCount:n0}.");
    }

    private void WriteWarning(object? sender, LoggingEventArgs message)
    {
        if (message.Kind == ChannelMessageKind.Warning)
            console.WriteLine(message.RawMessage, new Style(Color.Yellow));
    }
}
