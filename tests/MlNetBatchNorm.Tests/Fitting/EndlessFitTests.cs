using System.Reflection;
using Microsoft.ML;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>Fits on endless data that are told to stop: they do, within a batch, and leave everything as it was.</summary>
public sealed class EndlessFitTests
{
    private const int BatchSize = 50;

    /// <summary>The workers of a parallel fit may read a few segments of 64 rows ahead, each.</summary>
    private const int AheadOfEachThread = 5 * 64;

    private MLContext _ml = new();

    [Theory]
    [InlineData(1, BatchNormStatistics.Running)]
    [InlineData(1, BatchNormStatistics.Exact)]
    [InlineData(2, BatchNormStatistics.Running)]
    [InlineData(5, BatchNormStatistics.Exact)]
    public void Fit_Cancelled_EndsWithinABatch(int threads, BatchNormStatistics statistics)
    {
        using var cancellation = new CancellationTokenSource();
        WatchedView endless = Endless(row =>
        {
            if (row >= 1010)
                cancellation.Cancel();
        });
        BatchNormEstimator estimator = Estimator(threads, statistics, cancellation.Token);

        OperationCanceledException error = Assert.ThrowsAny<OperationCanceledException>(() => estimator.Fit(endless));
        Assert.Equal(cancellation.Token, error.CancellationToken);
        AssertEnded(endless, 1010 + (threads == 1 ? 1 : threads * AheadOfEachThread));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Fit_CancelledBefore_EndsAtOnce(int threads)
    {
        WatchedView endless = Endless();
        BatchNormEstimator estimator = Estimator(threads, BatchNormStatistics.Running, new CancellationToken(canceled: true));

        Assert.ThrowsAny<OperationCanceledException>(() => estimator.Fit(endless));
        AssertEnded(endless, threads * AheadOfEachThread);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Fit_CancelledByTheContext_EndsWithinABatch(int threads)
    {
        WatchedView endless = Endless(row =>
        {
            if (row >= 1010)
                CancelExecution(_ml);
        });

        Assert.ThrowsAny<OperationCanceledException>(() => Estimator(threads, BatchNormStatistics.Running).Fit(endless));
        AssertEnded(endless, 1010 + BatchSize + (threads == 1 ? 1 : threads * AheadOfEachThread));
    }

    /// <summary>Where every row is left out no batch ever ends.</summary>
    [Fact]
    public void Fit_OfBadRowsCancelledByTheContext_EndsWithinABatch()
    {
        WatchedView endless = Endless(value: float.NaN, beforeRow: row =>
        {
            if (row >= 1010)
                CancelExecution(_ml);
            Assert.True(row < 10_000, "The fit goes on.");
        });
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options
        {
            BatchSize = BatchSize,
            MaxDegreeOfParallelism = 1,
            NonFinite = NonFiniteHandling.SkipRow,
        });

        Assert.ThrowsAny<OperationCanceledException>(() => estimator.Fit(endless));
        AssertEnded(endless, 1010 + BatchSize + 1);
    }

    [Fact]
    public void Fit_Cancelled_LeavesPreviousAndContextUsable()
    {
        IDataView view = ColumnValues.View(_ml, RandomRows.Singles(100, 3), 3);
        BatchNormTransformer previous = Estimator(1, BatchNormStatistics.Running).Fit(view);
        BatchNormTransformer expected = Estimator(1, BatchNormStatistics.Running).Fit(view, previous);
        string before = Bits.Of(previous);
        float[][] output = ColumnValues.Read(previous.Transform(view), "Y");
        BatchNormEstimator canceled = Estimator(2, BatchNormStatistics.Running, new CancellationToken(canceled: true));

        Assert.ThrowsAny<OperationCanceledException>(() => canceled.Fit(view, previous));
        AssertUsable(view, previous, expected, before, output);
    }

    [Fact]
    public void Fit_CancelledByTheContext_LeavesPreviousUsable()
    {
        IDataView view = ColumnValues.View(_ml, RandomRows.Singles(100, 3), 3);
        BatchNormTransformer previous = Estimator(1, BatchNormStatistics.Running).Fit(view);
        BatchNormTransformer expected = Estimator(1, BatchNormStatistics.Running).Fit(view, previous);
        string before = Bits.Of(previous);
        float[][] output = ColumnValues.Read(previous.Transform(view), "Y");

        Assert.ThrowsAny<OperationCanceledException>(() => Estimator(1, BatchNormStatistics.Running).Fit(Endless(_ => CancelExecution(_ml)), previous));

        // ML.NET leaves a context that was told to stop stopped.
        _ml = new MLContext();
        AssertUsable(view, previous, expected, before, output);
    }

    private void AssertUsable(IDataView view, BatchNormTransformer previous, BatchNormTransformer expected, string before, float[][] output)
    {
        Assert.Equal(before, Bits.Of(previous));
        Bits.AssertEqual(output, ColumnValues.Read(previous.Transform(view), "Y"));
        Bits.AssertEqual(expected, Estimator(1, BatchNormStatistics.Running).Fit(view, previous));
    }

    /// <summary>Internal in Microsoft.ML; users get at it by the extension method of the same name in Microsoft.ML.Experimental.</summary>
    private static void CancelExecution(MLContext ml) =>
        typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(ml, null);

    private static void AssertEnded(WatchedView view, long mostRows)
    {
        Assert.InRange(view.Rows, 0, mostRows);
        Assert.Equal(0, view.OpenCursors);
        long rows = view.Rows;
        Thread.Sleep(20);
        Assert.Equal(rows, view.Rows);
    }

    private WatchedView Endless(Action<long>? beforeRow = null, float value = 1)
    {
        IEnumerable<float[]> Rows()
        {
            for (int i = 0; ; i++)
                yield return [i % 5, value, i % 3];
        }

        return new(new SplitView(ColumnValues.View(_ml, Rows(), 3), batchRows: 16)) { BeforeRow = beforeRow };
    }

    private BatchNormEstimator Estimator(int threads, BatchNormStatistics statistics, CancellationToken? cancellation = null) =>
        _ml.Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options
        {
            BatchSize = BatchSize,
            Statistics = statistics,
            MaxDegreeOfParallelism = threads,
            CancellationToken = cancellation ?? CancellationToken.None,
        });
}
