using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Files;
using Samples;
using Samples.Reporting;
using SimpleCnn.Data;
using SimpleCnn.Export;
using SimpleCnn.Reporting;
using SimpleCnn.Training;
using Spectre.Console;

namespace SimpleCnn;

/// <summary>Trains the SimpleCNN, makes a pipeline of it, and compares what both make of the test images, the pipeline in a process of its own.</summary>
internal sealed class TrainingSample(TrainingOptions options, IAnsiConsole console, CancellationToken cancellationToken)
{
    private const int Seed = 1;
    private const int BatchSize = 50;
    private const float Rate = 0.01f;

    private readonly string _model = Path.Combine(options.Output, "model.zip");

    /// <exception cref="SampleException">The run can't succeed with these options, or the pipeline isn't the network.</exception>
    /// <exception cref="OperationCanceledException">It was canceled.</exception>
    public void Run()
    {
        long started = Stopwatch.GetTimestamp();
        OutputFolder.Create(options.Output);
        var mlContext = new MLContext(Seed);
        NormalizedImages images = StepBars.Run(console, bars =>
            bars.Step("Load and normalize the images", () => NormalizedImages.Load(mlContext, options.Source, cancellationToken)));
        console.WriteLine($"{images.Train.Count:n0} images to train on, {images.Test.Count:n0} to test on");

        Network network = Networks.SimpleCnn(batchNorm: true, new Random(Seed));
        console.Write(EpochTable.Create(Train(network, images)));
        var pipeline = new TrainedPipeline(network, options.Output);
        ITransformer model = SaveModel(mlContext, pipeline, images);
        ComparePredictions(mlContext, network, model, images.Test);

        console.WriteLine($"Done in {Stopwatch.GetElapsedTime(started).TotalSeconds:f1} s. Written:");
        foreach (string path in (string[])[_model, pipeline.BeforeFile, pipeline.AfterFile])
            console.Profile.Out.Writer.WriteLine(path); // Not broken at the end of the line, so that it can be copied.
    }

    private List<Epoch> Train(Network network, NormalizedImages images)
    {
        var trainer = new Trainer(network, images.Train, BatchSize, Rate, new Random(Seed));
        return StepBars.Run(console, bars => bars.Step("Train", options.Epochs * trainer.StepsPerEpoch, bar =>
        {
            var epochs = new List<Epoch>();
            for (int epoch = 1; epoch <= options.Epochs; epoch++)
            {
                double loss = 0;
                for (int step = 0; step < trainer.StepsPerEpoch; step++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    loss += trainer.Step() / trainer.StepsPerEpoch;
                    bar.Increment(1);
                }

                epochs.Add(new Epoch(epoch, loss, Classifier.Accuracy(network, images.Train), Classifier.Accuracy(network, images.Test)));
            }

            return epochs;
        }));
    }

    private ITransformer SaveModel(MLContext mlContext, TrainedPipeline pipeline, NormalizedImages images)
    {
        IDataView rows = options.Source.Test(mlContext).Rows;
        ITransformer model = pipeline.Create(mlContext, images.FromRow, rows, options.Source.Classes);
        FileReplacement.Write(_model, file => mlContext.Model.Save(model, rows.Schema, file));
        return model;
    }

    private void ComparePredictions(MLContext mlContext, Network network, ITransformer model, LabeledImages test)
    {
        string[] ofNetwork = [.. Classifier.Classify(network, test).Select(label => options.Source.Classes[label])];
        string[] ofPipeline = Prediction.Classes(model, options.Source.Test(mlContext).Rows);
        (string[] ofSavedModel, int process) = StepBars.Run(console, bars => bars.Step("Predict in another process", () =>
            OtherProcess.Predict(_model, options.CifarFolder, cancellationToken)));
        int equal = ofNetwork.Zip(ofPipeline, ofSavedModel).Count(of => of.First == of.Second && of.Second == of.Third);
        console.WriteLine(
            $"Process {process} loaded the model. The trained network, its pipeline and the loaded model name {equal:n0} of {test.Count:n0} test " +
            "images alike.");
        if (equal != test.Count)
            throw new SampleException("The pipeline should name every image as the network does.");
    }
}
