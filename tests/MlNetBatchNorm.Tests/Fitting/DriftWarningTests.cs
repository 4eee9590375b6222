using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>Running statistics of sorted rows are warned of; of rows in random order, never.</summary>
public sealed class DriftWarningTests
{
    private readonly MLContext _ml = new();

    [Theory]
    [InlineData(null)]
    [InlineData(0.1f)]
    public void Fit_OfImagesSortedByClass_Warns(float? momentum) => Assert.Contains(
        "The rows seem to be sorted, and running statistics depend on their order. Set Statistics to Exact, which does not, or shuffle the rows. " +
        "ShuffleRows leaves image columns out, so use it before LoadImages or ReadImages.",
        Assert.Single(Warnings(Pixels(TestImages.Files("train")), new() { Momentum = momentum }), IsOfDrift), StringComparison.Ordinal);

    [Fact]
    public void Fit_OfSortedImagesExactly_DoesNotWarn() =>
        Assert.Empty(Warnings(Pixels(TestImages.Files("train")), new() { Statistics = BatchNormStatistics.Exact }));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Fit_OfShuffledImages_DoesNotWarn(int seed)
    {
        string[] files = [.. TestImages.Files("train")];
        new Random(seed).Shuffle(files);
        Assert.DoesNotContain(Warnings(Pixels(files), new() { Momentum = null }), IsOfDrift);
    }

    [Fact]
    public void Fit_OfSortedTable_NamesTheChannelAndTheShare()
    {
        float[][] rows = RandomRows.Singles(640, 3);
        Array.Sort(rows, (a, b) => a[1].CompareTo(b[1]));

        Assert.Equal(
            "Column 'X': batches drift: 100 % of the variance of channel 1 lies between batches, where rows in random order leave 3 %. The rows seem to be " +
            "sorted, and running statistics depend on their order. Set Statistics to Exact, which does not, or shuffle the rows.",
            Assert.Single(Warnings(ColumnValues.View(_ml, rows, 3), new()), IsOfDrift));
    }

    /// <summary>Also heavy tails, and a flag that one row in a hundred has.</summary>
    [Fact]
    public void Fit_OfRandomTables_DoesNotWarn()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            float[][] rows = [.. Enumerable.Range(0, (seed % 7 * 100) + 70).Select(_ =>
                new[] { random.NextSingle(), random.Next(100) == 0 ? 1 : 0, MathF.Exp(4 * random.NextSingle()), 1e6f + random.NextSingle() })];
            Assert.DoesNotContain(Warnings(ColumnValues.View(_ml, rows, 4), new() { BatchSize = 2 + (seed % 50), DropLastBatch = true }), IsOfDrift);
        }
    }

    private static bool IsOfDrift(string warning) => warning.Contains("drift", StringComparison.Ordinal);

    private IReadOnlyList<string> Warnings(IDataView view, BatchNormEstimator.Options options)
    {
        var log = new LogRecorder(_ml);
        _ml.Transforms.NormalizeBatch("Y", "X", options).Fit(view);
        return log.Warnings;
    }

    private IDataView Pixels(IEnumerable<string> files)
    {
        IDataView paths = _ml.Data.LoadFromEnumerable(files.Select(path => new Docs.ImageFile { Path = path }));
        return _ml.Transforms.LoadImages("Image", imageFolder: null, "Path")
            .Append(_ml.Transforms.ResizeImages("Image", 32, 32))
            .Append(_ml.Transforms.CopyColumns("X", "Image"))
            .Fit(paths).Transform(paths);
    }
}
