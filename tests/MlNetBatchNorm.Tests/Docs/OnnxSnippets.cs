using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>The code of docs/onnx.md. dynamic.onnx comes from Onnx/Reference/generate_dynamic.py.</summary>
public sealed class OnnxSnippets
{
    [Fact]
    public void ShapeDictionary_GivesAModelItsSizes()
    {
        var mlContext = new MLContext();
        string modelFile = Path.Combine(Repository.Root, "tests", "MlNetBatchNorm.Tests", "Onnx", "Reference", "dynamic.onnx");
        IDataView images = mlContext.Data.LoadFromEnumerable(TestImages.Files().Take(3).Select(path => new ImageFile { Path = path }));

        #region ShapeDictionary
        // The model: input [N, 3, H, W], output [N, 3].
        var pipeline = mlContext.Transforms.ReadImages("Image", "Path", ImageReading.Stretch(64, 48))
            .Append(mlContext.Transforms.NormalizeChannels("input", "Image", ImageNormalization.ImageNet))
            .Append(mlContext.Transforms.ApplyOnnxModel(
                outputColumnNames: ["output"],
                inputColumnNames: ["input"],
                modelFile,
                shapeDictionary: new Dictionary<string, int[]> { ["input"] = [1, 3, 48, 64], ["output"] = [1, 3] },
                recursionLimit: 100)); // ML.NET's default; without it, two overloads match
        #endregion

        IDataView actual = pipeline.Fit(images).Transform(images);
        float[] input = ColumnValues.Read(actual, "input")[0];
        float[] output = ColumnValues.Read(actual, "output")[0];
        Assert.Equal(3, output.Length);
        Assert.Equal(input[..(48 * 64)].Average(), output[0], 1e-4f);
    }
}
