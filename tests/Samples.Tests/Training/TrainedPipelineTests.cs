using Microsoft.ML;
using Microsoft.ML.Data;
using SimpleCnn.Data;
using SimpleCnn.Export;
using SimpleCnn.Training;

namespace Samples.Tests.Training;

public sealed class TrainedPipelineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cnn").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Pipeline_OfTrainedNetwork_GivesItsLogitsAndClasses_AlsoInAnotherProcess()
    {
        var mlContext = new MLContext(1);
        var source = new EmbeddedImages();
        NormalizedImages images = NormalizedImages.Load(mlContext, source, TestContext.Current.CancellationToken);
        Network network = Networks.SimpleCnn(batchNorm: true, new Random(1));
        var trainer = new Trainer(network, images.Train, batchSize: 50, rate: 0.01f, new Random(1));
        for (int step = 0; step < 10; step++)
            trainer.Step();

        IDataView rows = source.Test(mlContext).Rows;
        ITransformer model = new TrainedPipeline(network, _folder).Create(mlContext, images.FromRow, rows, source.Classes);
        string path = Path.Combine(_folder, "model.zip");
        mlContext.Model.Save(model, rows.Schema, path);
        (string[] ofOtherProcess, int process) = OtherProcess.Predict(path, cifarFolder: null, TestContext.Current.CancellationToken);

        string[] classes = [.. Classifier.Classify(network, images.Test).Select(label => source.Classes[label])];
        Assert.True(classes.Distinct().Count() > 2);
        Assert.Equal(classes, Prediction.Classes(model, rows));
        Assert.Equal(classes, ofOtherProcess);
        Assert.NotEqual(Environment.ProcessId, process);
        AssertLogits(network, images.Test, [.. model.Transform(rows).GetColumn<float[]>("Logits")]);
    }

    private static void AssertLogits(Network network, LabeledImages images, float[][] actual)
    {
        network.Training = false;
        for (int i = 0; i < images.Count; i++)
        {
            float[] expected = network.Forward(images.Values(i, 1)).ToArray();
            for (int logit = 0; logit < expected.Length; logit++)
                Assert.Equal(expected[logit], actual[i][logit], 1e-4f);
        }
    }
}
