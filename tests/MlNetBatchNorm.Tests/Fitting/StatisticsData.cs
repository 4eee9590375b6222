using Microsoft.ML;
using MlNetBatchNorm.Tests.Rows;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>Rows on which a merge in floating point shows, and ordinary ones; any of them in any order as a view.</summary>
internal static class StatisticsData
{
    public const int Rows = 130;

    private static readonly Dictionary<string, Func<int[], IDataView>> Kinds = new()
    {
        ["planes"] = View(Make((random, i) => (float)((i % 5) + random.NextDouble()), 3 * 15), 3, 15),
        ["planes, channels last"] = View(Make((random, i) => (float)((i % 5) + random.NextDouble()), 3 * 35), 5, 7, 3),
        ["planes of mean 1e6 with spread 1e-2"] = View(Make((random, _) => 1e6 + (1e-2 * random.NextDouble()), 2 * 6), 2, 6),
        ["features"] = View(Make((random, i) => (float)((i % 7) - 3 + random.NextDouble()), 37), 37),
        ["features of mean 1e6 with spread 1e-2"] = View(Make((random, _) => 1e6 + (1e-2 * random.NextDouble()), 19), 19),
        ["features of all sizes and signs"] = View(Make((random, _) => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-300, 300)), 21), 21),
        ["1e-300 with 1e300"] = View(Make((random, _) => random.Next(2) == 0 ? 1e-300 : 1e300, 5), 5),
        ["subnormals"] = View(Make((random, _) => random.Next(-3, 4) * double.Epsilon, 5), 5),
        ["subnormal floats"] = View(Make((random, _) => random.Next(-3, 4) * float.Epsilon, 5), 5),
        ["constants"] = View(Make((_, i) => 0.1 * (i + 1), 5), 5),
        ["bytes"] = View(Make((random, _) => (byte)random.Next(256), 3 * 4), 3, 4),
        ["features of bytes"] = View(Make((random, _) => (byte)random.Next(256), 19), 19),
        ["images"] = Images(),
    };

    public static IEnumerable<string> Names => Kinds.Keys;

    /// <summary>Those whose statistics a float holds, and so a model.</summary>
    public static IEnumerable<string> SavableNames => Names.Except(["features of all sizes and signs", "1e-300 with 1e300"]);

    /// <summary>The rows at <paramref name="indices"/>, in that order.</summary>
    public static IDataView View(string kind, int[] indices) => Kinds[kind](indices);

    /// <summary>All rows.</summary>
    public static IDataView View(string kind) => View(kind, [.. Enumerable.Range(0, Rows)]);

    public static BatchNormEstimator Estimator(int? threads = 1) => new MLContext().Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options
    {
        Statistics = BatchNormStatistics.Exact,
        // Rows whose statistics no float holds are fitted too.
        NonFinite = NonFiniteHandling.Propagate,
        BatchSize = 8,
        MaxDegreeOfParallelism = threads,
    });

    public static byte[] Save(ChannelStatistics statistics)
    {
        using var stream = new MemoryStream();
        statistics.Save(stream);
        return stream.ToArray();
    }

    public static ChannelStatistics Load(byte[] file)
    {
        using var stream = new MemoryStream(file);
        return ChannelStatistics.Load(stream);
    }

    private static T[][] Make<T>(Func<Random, int, T> value, int size)
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, Rows).Select(_ => Enumerable.Range(0, size).Select(i => value(random, i)).ToArray())];
    }

    private static Func<int[], IDataView> View<T>(T[][] rows, params int[] dimensions) where T : unmanaged =>
        indices => new MemoryView(MemoryColumn.Vectors("X", indices.Select(index => rows[index]).ToArray(), dimensions)) { RowsInBatch = 3 };

    private static Func<int[], IDataView> Images()
    {
        var images = new Lazy<Microsoft.ML.Data.MLImage[]>(() => ImageColumns.Random(Rows, height: 4, width: 5));
        var type = new Microsoft.ML.Transforms.Image.ImageDataViewType(4, 5);
        return indices => new MemoryView(MemoryColumn.Create("X", type, [.. indices.Select(index => images.Value[index])]));
    }
}
