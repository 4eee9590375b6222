using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>The pipeline in the files pipeline-mlnet*.zip, of every kind of column and of statistics, and the rows that it was fitted on.</summary>
internal static class GoldenPipeline
{
    /// <summary>Every column that the pipeline makes.</summary>
    public static IReadOnlyList<string> Outputs { get; } = ["OfNumber", "OfSingles", "OfDoubles", "OfBytes", "OfImage", "Running", "Batchwise", "Known"];

    public static IDataView View(MLContext ml) => ml.Data.LoadFromEnumerable(Enumerable.Range(0, 5).Select(i => new Row
    {
        Number = (i * i) + 0.5f,
        Singles = [.. Enumerable.Range(0, 6).Select(j => (0.3f * i * j) - (i % 3))],
        Doubles = [.. Enumerable.Range(0, 6).Select(j => (1e6 * j) + (0.1 * i * i))],
        Bytes = [.. Enumerable.Range(0, 6).Select(j => (byte)((40 * i) + (7 * j)))],
        Image = MLImage.CreateFromPixels(2, 2, MLPixelFormat.Rgba32, [.. Enumerable.Range(0, 16).Select(j => (byte)(j % 4 == 3 ? 255 : (50 * i) + (3 * j)))]),
    }));

    public static ITransformer Fit(MLContext ml) => ml.Transforms
        .NormalizeBatch(
            [.. Outputs.Take(5).Select(output => new InputOutputColumnPair(output, output["Of".Length..]))],
            new BatchNormEstimator.Options { Statistics = BatchNormStatistics.Exact, Epsilon = 0 })
        .Append(ml.Transforms.NormalizeBatch("Running", "Singles", batchSize: 2))
        .Append(ml.Transforms.NormalizeBatch("Batchwise", "Doubles", trackRunningStats: false))
        .Append(ml.Transforms.NormalizeChannels("Known", "Image", [100, 101, 102], [50, 51, 52]))
        .Fit(View(ml));

    /// <summary>Writes the file of the ML.NET that is loaded into a folder.</summary>
    public static void Write(string folder)
    {
        var ml = new MLContext();
        ml.Model.Save(Fit(ml), null, Path.Combine(folder, $"pipeline-mlnet{MlNetBatchNorm.Access.MlNetVersion.MajorOfImages}.zip"));
    }

    private sealed class Row
    {
        public float Number { get; set; }

        [VectorType(3, 2)]
        public float[] Singles { get; set; } = [];

        [VectorType(3, 2)]
        public double[] Doubles { get; set; } = [];

        [VectorType(2, 3)]
        public byte[] Bytes { get; set; } = [];

        [ImageType(2, 2)]
        public MLImage? Image { get; set; }
    }
}
