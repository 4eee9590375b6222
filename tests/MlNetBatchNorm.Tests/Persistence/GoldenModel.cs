using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>The model in the files model-v*.zip: statistics are whole numbers, so that no change of the arithmetic touches them.</summary>
internal static class GoldenModel
{
    /// <summary>The file of the format's current version.</summary>
    public const string FileName = "model-v3.zip";

    /// <summary>Where that file is for the tests that read it.</summary>
    public static string Path { get; } = PathOf(FileName);

    /// <summary>
    /// Three channels of 4 values each in each of 4 rows: of the Image <c>10 c + 0..15</c>, of the Bytes, channel last, <c>50 c + 0..15</c>; and
    /// two Doubles of mean 5 and -2 and variance 4 and 16.
    /// </summary>
    public static MemoryView View() => new(
        MemoryColumn.Vectors("Image", Rows(i => (float)((10 * (i % 12 / 4)) + (4 * (i / 12)) + (i % 4))), [3, 2, 2]),
        MemoryColumn.Vectors("Bytes", Rows(i => (byte)((50 * (i % 3)) + (4 * (i / 12)) + (i % 12 / 3))), [2, 2, 3]),
        MemoryColumn.Vectors("Doubles", (double[][])[[8, 4], [4, -4], [4, -4], [4, -4]], [2]));

    /// <summary>The running averages of the first two columns, and the exact statistics of the third.</summary>
    public static TransformerChain<BatchNormTransformer> Fit(MLContext ml, IDataView view) => ml.Transforms
        .NormalizeBatch([new("Features", "Image"), new("Bytes", "Bytes")], new BatchNormEstimator.Options
        {
            BatchSize = 2,
            Epsilon = 0.25f,
            Momentum = null,
            NumFeatures = 3,
            Weight = [1, 2, -1],
            Bias = [0, 0.5f, 10],
        })
        .Append(ml.Transforms.NormalizeBatch("Doubles", null, new BatchNormEstimator.Options
        {
            Epsilon = 0,
            Statistics = BatchNormStatistics.Exact,
            Affine = false,
        }))
        .Fit(view);

    /// <summary>Writes the file anew, beside this source; one that is there stays.</summary>
    public static void Write([CallerFilePath] string source = "")
    {
        var ml = new MLContext();
        MemoryView view = View();
        TransformerChain<BatchNormTransformer> model = Fit(ml, view);
        using FileStream file = new(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(source)!, FileName), FileMode.CreateNew);
        ml.Model.Save(model, view.Schema, file);
    }

    /// <summary>Where a file is for the tests that read it.</summary>
    public static string PathOf(string fileName) => System.IO.Path.Combine(AppContext.BaseDirectory, "Persistence", fileName);

    private static T[][] Rows<T>(Func<int, T> valueAt) => [.. Enumerable.Range(0, 48).Select(valueAt).Chunk(12)];
}
