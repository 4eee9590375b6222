using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>Rows with a NaN or an infinity: refused by name, or left out as if they had never been there.</summary>
public sealed class NonFiniteTests
{
    private const int Rows = 23;

    private readonly MLContext _ml = new();

    [Theory]
    [InlineData(BatchNormStatistics.Running, 0.1f)]
    [InlineData(BatchNormStatistics.Running, null)]
    [InlineData(BatchNormStatistics.Exact, 0.1f)]
    public void Fit_SkippingRows_LearnsTheBitsOfTheOthers(BatchNormStatistics statistics, float? momentum)
    {
        BatchNormEstimator estimator = Skipping("X", statistics, momentum);
        foreach (int[] bad in (int[][])[[0], [22], [3, 4], [0, 1, 2, 3, 4], [1, 5, 9, 13, 17, 21], [.. Enumerable.Range(2, 21)]])
        {
            (float[][] rows, float[][] others) = Singles(bad);
            Bits.AssertEqual(estimator.Fit(ColumnValues.View(_ml, others, 3, 5)), estimator.Fit(ColumnValues.View(_ml, rows, 3, 5)));
        }
    }

    [Fact]
    public void Fit_SkippingRowsOfDoubles_LearnsTheBitsOfTheOthers()
    {
        double[][] rows = RandomRows.Doubles(Rows, 15);
        rows[4][3] = double.NaN;
        rows[11][14] = double.NegativeInfinity;
        BatchNormEstimator estimator = Skipping("X", BatchNormStatistics.Running, momentum: 0.1f);

        Bits.AssertEqual(
            estimator.Fit(ColumnValues.View<double>(_ml, [.. rows[..4], .. rows[5..11], .. rows[12..]], 3, 5)), estimator.Fit(ColumnValues.View(_ml, rows, 3, 5)));
    }

    [Fact]
    public void Fit_SkippingRowsOfOneColumn_LeavesThemOutOfEveryColumn()
    {
        TableRow[] rows = [.. RandomRows.Singles(Rows, 2).Select(row => new TableRow { A = row, B = row })];
        rows[5] = new TableRow { A = [float.NaN, 1], B = [1, 2] };
        rows[9] = new TableRow { A = [1, 2], B = [2, float.PositiveInfinity] };
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch([new("Y", "A"), new("Z", "B")],
            new BatchNormEstimator.Options { BatchSize = 3, NonFinite = NonFiniteHandling.SkipRow });

        Bits.AssertEqual(
            estimator.Fit(_ml.Data.LoadFromEnumerable([.. rows[..5], .. rows[6..9], .. rows[10..]])), estimator.Fit(_ml.Data.LoadFromEnumerable(rows)));
    }

    /// <summary>As in PyTorch: the batch's mean is infinite, also if only finite rows follow.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 4)]
    [InlineData(40, 1)]
    [InlineData(63, 1)]
    public void Fit_PropagatingAnInfinity_LearnsItsMean(int infinite, int threads)
    {
        float[][] rows = RandomRows.Singles(64, 3);
        rows[infinite][1] = float.NegativeInfinity;
        MemoryView view = new(MemoryColumn.Vectors("X", rows, [3])) { RowsInBatch = 2 };
        BatchNormParameters learned = _ml.Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options
        {
            BatchSize = rows.Length,
            MaxDegreeOfParallelism = threads,
            NonFinite = NonFiniteHandling.Propagate,
        }).Fit(view).Parameters[0];

        Assert.Equal(float.NegativeInfinity, learned.RunningMean[1]);
        Assert.Equal(float.NaN, learned.RunningVariance[1]);
        Assert.All([0, 2], channel => Assert.True(float.IsFinite(learned.RunningMean[channel]) && float.IsFinite(learned.RunningVariance[channel])));
    }

    [Fact]
    public void Fit_SkippingRows_ReportsAndLogsHowMany()
    {
        (float[][] rows, _) = Singles([1, 2, 10]);
        var progress = new ProgressRecorder();
        var log = new LogRecorder(_ml);
        _ml.Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options
        {
            BatchSize = 5,
            NonFinite = NonFiniteHandling.SkipRow,
            Progress = progress,
        }).Fit(ColumnValues.View(_ml, rows, 3, 5));

        Assert.Equal([(7L, 2L, 1L), (13L, 3L, 2L), (18L, 3L, 3L), (23L, 3L, 4L)], progress.Reports.Select(report => (report.Rows, report.RowsSkipped, report.Batches)));
        Assert.Contains("3 of 23 rows were left out because they have a NaN or an infinity (NonFinite: SkipRow).", log.Warnings);
    }

    [Fact]
    public void Fit_SkippingNoRows_LogsNothingOfIt()
    {
        var log = new LogRecorder(_ml);
        Skipping("X", BatchNormStatistics.Running, momentum: null).Fit(ColumnValues.View(_ml, RandomRows.Singles(Rows, 15), 3, 5));

        Assert.Empty(log.Warnings);
    }

    [Fact]
    public void Fit_OnNonFiniteValueAfterPrevious_LeavesPreviousAndEstimatorAsTheyWere()
    {
        float[][] rows = RandomRows.Singles(Rows, 15);
        IDataView good = ColumnValues.View(_ml, rows, 3, 5);
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", batchSize: 4);
        BatchNormTransformer previous = estimator.Fit(good);
        string before = Bits.Of(previous);
        float[][] output = ColumnValues.Read(previous.Transform(good), "Y");
        BatchNormTransformer expected = estimator.Fit(good, previous);
        (float[][] bad, _) = Singles([22]);

        Assert.Throws<InvalidOperationException>(() => estimator.Fit(ColumnValues.View(_ml, bad, 3, 5), previous));
        Assert.Equal(before, Bits.Of(previous));
        Bits.AssertEqual(output, ColumnValues.Read(previous.Transform(good), "Y"));
        Bits.AssertEqual(expected, estimator.Fit(good, previous));
    }

    private BatchNormEstimator Skipping(string inputColumnName, BatchNormStatistics statistics, float? momentum) =>
        _ml.Transforms.NormalizeBatch("Y", inputColumnName, new BatchNormEstimator.Options
        {
            BatchSize = 4,
            Statistics = statistics,
            Momentum = momentum,
            NonFinite = NonFiniteHandling.SkipRow,
        });

    /// <summary>Rows of which some have a value that is not finite, and the others alone.</summary>
    private static (float[][] Rows, float[][] Others) Singles(int[] bad)
    {
        float[][] rows = RandomRows.Singles(Rows, 15);
        foreach (int row in bad)
            rows[row][row % 15] = row % 3 == 0 ? float.NaN : row % 3 == 1 ? float.PositiveInfinity : float.NegativeInfinity;
        return (rows, [.. rows.Where((_, i) => !bad.Contains(i))]);
    }

    private sealed class TableRow
    {
        [VectorType(2)]
        public float[] A { get; set; } = [];

        [VectorType(2)]
        public float[] B { get; set; } = [];
    }
}
