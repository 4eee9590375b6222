using Microsoft.ML;
using MlNetBatchNorm.Tests.Docs;

namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>
/// A CNN that PyTorch trained, cut at its BatchNorm (Reference/train_cnn.py), in a pipeline that starts at image files: PyTorch's own logits.
/// The regions are printed in docs/from-pytorch-to-mlnet.md.
/// </summary>
[Collection(CurrentFolder.Tests)]
public sealed class CnnTests : IDisposable
{
    private const double Tolerance = 1e-4;

    private static readonly CnnCase[] Expected = ReferenceFile.Cases<CnnCase>("cnn/expected.json", "images");

    private readonly CurrentFolder _folder = new(Path.Combine(TorchCase.Folder, "cnn"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void LoadStateDict_OfCnn_GivesWhatLoadSafetensorsGives()
    {
        #region LoadWeights
        BatchNormParameters bn1 = BatchNormParameters.LoadSafetensors("bn1.safetensors", prefix: "bn1.");
        BatchNormParameters same = BatchNormParameters.LoadStateDict("bn1.pt");
        #endregion

        #region LoadLayers
        foreach ((string layer, BatchNormParameters parameters) in BatchNormParameters.LoadSafetensorsLayers("bn1.safetensors"))
            Console.WriteLine($"{layer}: {parameters}");
        #endregion

        SameParameters.Assert(bn1, same);
        Assert.Equal(16, bn1.NumFeatures);
        Assert.Equal(120, bn1.NumBatchesTracked);
    }

    [Fact]
    public void Pipeline_OfTrainedCnn_GivesTorchsLogits()
    {
        IEnumerable<ImageFile> files = Expected.Select(image => new ImageFile(Path.Combine(TestImages.Folder, image.Path)));

        #region TrainedCnn
        var mlContext = new MLContext();
        IDataView images = mlContext.Data.LoadFromEnumerable(files);
        BatchNormParameters bn1 = BatchNormParameters.LoadSafetensors("bn1.safetensors", prefix: "bn1.");

        var pipeline = mlContext.Transforms.ReadImages("Image", nameof(ImageFile.Path), ImageReading.Stretch(32, 32))
            .Append(mlContext.Transforms.NormalizeChannels("Input", "Image", ImageNormalization.Cifar10))
            .Append(mlContext.Transforms.ApplyOnnxModel("Convolved", "Input", "before.onnx"))
            .Append(mlContext.Transforms.NormalizeBatch("Normalized", "Convolved", bn1))
            .Append(mlContext.Transforms.ApplyOnnxModel("Logits", "Normalized", "after.onnx"));

        var model = pipeline.Fit(images);
        mlContext.Model.Save(model, images.Schema, "cnn.zip");
        #endregion

        AssertTorchsLogits(model.Transform(images));
        // ApplyOnnxModel keeps the models that it loads as files until it is disposed of.
        using var loaded = (IDisposable)new MLContext().Model.Load("cnn.zip", out _);
        AssertTorchsLogits(((ITransformer)loaded).Transform(images));
    }

    [Fact]
    public void SaveSafetensors_OfWhatWasFitted_IsReadAgain()
    {
        var mlContext = new MLContext();
        IDataView files = mlContext.Data.LoadFromEnumerable(TestImages.Files().Take(40).Select(file => new ImageFile(file)));
        IDataView pixels = mlContext.Transforms.ReadImages("Image", nameof(ImageFile.Path), ImageReading.Stretch(32, 32))
            .Append(mlContext.Transforms.ExtractPixels("Pixels", "Image"))
            .Fit(files).Transform(files);

        #region BackToPyTorch
        BatchNormTransformer learned = mlContext.Transforms.NormalizeBatch("Normalized", "Pixels", statistics: BatchNormStatistics.Exact).Fit(pixels);
        learned.Parameters[0].SaveSafetensors("bn1.safetensors", prefix: "bn1.");
        #endregion

        SameParameters.Assert(learned.Parameters[0], BatchNormParameters.LoadSafetensors("bn1.safetensors", "bn1."));
    }

    private static void AssertTorchsLogits(IDataView view)
    {
        float[][] logits = ColumnValues.Read(view, "Logits");
        Assert.Equal(300, logits.Length);
        for (int i = 0; i < logits.Length; i++)
        {
            Close.AssertWithin(Expected[i].Logits, logits[i], _ => Tolerance);
            Assert.Equal(Expected[i].Predicted, Array.IndexOf(logits[i], logits[i].Max()));
        }
    }

    private sealed record ImageFile(string Path);
}
