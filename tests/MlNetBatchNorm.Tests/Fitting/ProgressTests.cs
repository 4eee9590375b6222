using Microsoft.ML;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>What a fit reports while it runs.</summary>
public sealed class ProgressTests
{
    private readonly MLContext _ml = new();

    [Fact]
    public void Fit_OfThreeBatches_ReportsEach()
    {
        List<BatchNormProgress> reports = Fit(10, new BatchNormEstimator.Options { BatchSize = 4 });

        Assert.Equal([(4L, 10L, 0L, 1L), (8L, 10L, 0L, 2L), (10L, 10L, 0L, 3L)],
            reports.Select(report => (report.Rows, report.TotalRows!.Value, report.RowsSkipped, report.Batches)));
    }

    [Fact]
    public void Fit_OnViewThatDoesNotKnowItsRows_ReportsNoTotal()
    {
        List<BatchNormProgress> reports = Fit(10, new BatchNormEstimator.Options { BatchSize = 4 }, knowsRowCount: false);

        Assert.All(reports, report => Assert.Null(report.TotalRows));
        Assert.Equal(10, reports[^1].Rows);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Fit_OfManyBatches_ReportsOnlyProgress(int threads)
    {
        List<BatchNormProgress> reports = Fit(1000, new BatchNormEstimator.Options { BatchSize = 8, MaxDegreeOfParallelism = threads });

        Assert.Equal(Enumerable.Range(1, 125).Select(batch => ((long)batch, 8L * batch)), reports.Select(report => (report.Batches, report.Rows)));
        Assert.All(reports.Zip(reports.Skip(1)), pair => Assert.True(pair.First.Elapsed <= pair.Second.Elapsed));
        Assert.True(reports[^1].Elapsed > TimeSpan.Zero);
    }

    [Fact]
    public void Fit_DroppingTheLastBatch_ReportsItsRowsToo()
    {
        List<BatchNormProgress> reports = Fit(10, new BatchNormEstimator.Options { BatchSize = 4, DropLastBatch = true });

        Assert.Equal([(4L, 1L), (8L, 2L), (10L, 2L)], reports.Select(report => (report.Rows, report.Batches)));
    }

    [Fact]
    public void Fit_SkippingRowsAtTheEnd_ReportsThemToo()
    {
        float[][] rows = RandomRows.Singles(10, 3);
        rows[8][0] = float.NaN;
        rows[9][2] = float.NaN;
        List<BatchNormProgress> reports = Fit(rows, new BatchNormEstimator.Options { BatchSize = 4, NonFinite = NonFiniteHandling.SkipRow });

        Assert.Equal([(4L, 0L, 1L), (8L, 0L, 2L), (10L, 2L, 2L)], reports.Select(report => (report.Rows, report.RowsSkipped, report.Batches)));
    }

    [Fact]
    public void Fit_Exact_ReportsEachBatch()
    {
        List<BatchNormProgress> reports = Fit(10, new BatchNormEstimator.Options { BatchSize = 4, Statistics = BatchNormStatistics.Exact });

        Assert.Equal([4L, 8L, 10L], reports.Select(report => report.Rows));
    }

    [Fact]
    public void Fit_WithProgress_ReportsOnTheThreadThatFits()
    {
        var threads = new HashSet<int>();
        Fit(RandomRows.Singles(100, 3), new BatchNormEstimator.Options { BatchSize = 4, MaxDegreeOfParallelism = 3 },
            reported: _ => threads.Add(Environment.CurrentManagedThreadId));

        Assert.Equal([Environment.CurrentManagedThreadId], threads);
    }

    [Fact]
    public void RowsPerSecond_OfRowsAndTime_IsTheirQuotient()
    {
        Assert.Equal(50, new BatchNormProgress(100, null, 0, 4, TimeSpan.FromSeconds(2)).RowsPerSecond);
        Assert.Equal(0, new BatchNormProgress(100, null, 0, 4, TimeSpan.Zero).RowsPerSecond);
    }

    private List<BatchNormProgress> Fit(int rows, BatchNormEstimator.Options options, bool knowsRowCount = true) =>
        Fit(RandomRows.Singles(rows, 3), options, knowsRowCount);

    private List<BatchNormProgress> Fit(
        float[][] rows, BatchNormEstimator.Options options, bool knowsRowCount = true, Action<BatchNormProgress>? reported = null)
    {
        var progress = new ProgressRecorder { Reported = reported };
        IDataView view = new WatchedView(new SplitView(ColumnValues.View(_ml, rows, 3), batchRows: 3)) { KnowsRowCount = knowsRowCount };
        _ml.Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options
        {
            BatchSize = options.BatchSize,
            DropLastBatch = options.DropLastBatch,
            NonFinite = options.NonFinite,
            Statistics = options.Statistics,
            MaxDegreeOfParallelism = options.MaxDegreeOfParallelism,
            Progress = progress,
        }).Fit(view);
        return progress.Reports;
    }
}
