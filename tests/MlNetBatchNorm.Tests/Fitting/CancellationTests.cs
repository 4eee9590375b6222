using Microsoft.ML;
using MlNetBatchNorm.Tests.Views;
using Options = MlNetBatchNorm.BatchNormEstimator.Options;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>A canceled fit ends with the token's own exception, closes what it opened, and leaves what was there as it was.</summary>
public sealed class CancellationTests
{
    private const int Rows = 400;

    private readonly MLContext _ml = new();

    public static TheoryData<int> Threads => [1, 2, 5];

    [Theory]
    [InlineData(true, Rows)]
    [InlineData(true, 0)]
    [InlineData(false, Rows)]
    public void Fit_CancelledBefore_ReadsNothing(bool trackRunningStats, int rows)
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        int read = 0;
        MemoryView view = View(_ => Interlocked.Increment(ref read), rows);
        AssertCancelled(view, new() { TrackRunningStats = trackRunningStats, CancellationToken = cancellation.Token });
        Assert.Equal(0, read);
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void Fit_CancelledByTheSource_EndsWithinABatch(int threads)
    {
        using var cancellation = new CancellationTokenSource();
        int rows = 0;
        MemoryView view = View(_ => CancelAt(Interlocked.Increment(ref rows), 20, cancellation));
        var progress = new Reports();
        AssertCancelled(view, new()
        {
            BatchSize = 10,
            MaxDegreeOfParallelism = threads,
            Progress = progress,
            CancellationToken = cancellation.Token,
        });
        Assert.InRange(progress.Batches, 0, 2);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(2, 100)]
    [InlineData(5, 100)]
    public void Fit_CancelledByProgress_EndsWithinABatch(int threads, int rowsInBatch)
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new Reports { OnReport = batches => CancelAt(batches, 3, cancellation) };
        AssertCancelled(View(rowsInBatch: rowsInBatch), new()
        {
            BatchSize = 10,
            MaxDegreeOfParallelism = threads,
            Progress = progress,
            CancellationToken = cancellation.Token,
        });
        Assert.Equal(3, progress.Batches);
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void Fit_AfterOneThatWasCancelled_LearnsTheSameAsWithoutIt(int threads)
    {
        MemoryView view = View();
        BatchNormTransformer first = Estimator(threads, CancellationToken.None).Fit(view);
        string[] expected = Learned(Estimator(threads, CancellationToken.None).Fit(view, first));
        string[] before = Learned(first);

        using var cancellation = new CancellationTokenSource();
        int rows = 0;
        MemoryView canceling = View(_ => CancelAt(Interlocked.Increment(ref rows), 100, cancellation));
        BatchNormEstimator estimator = Estimator(threads, cancellation.Token);
        Assert.ThrowsAny<OperationCanceledException>(() => estimator.Fit(canceling, first));

        Assert.Equal(before, Learned(first));
        Assert.Equal(expected, Learned(Estimator(threads, CancellationToken.None).Fit(view, first)));
    }

    private string[] Learned(BatchNormTransformer transformer) => [.. SavedModel.Of(_ml, transformer, View().Schema).Contents()];

    private BatchNormEstimator Estimator(int threads, CancellationToken cancellation) => _ml.Transforms.NormalizeBatch("Y", "X",
        new Options { MaxDegreeOfParallelism = threads, CancellationToken = cancellation, BatchSize = 10 });

    private void AssertCancelled(MemoryView view, Options options)
    {
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", options);
        OperationCanceledException exception = Assert.ThrowsAny<OperationCanceledException>(() => estimator.Fit(view));
        Assert.Equal(options.CancellationToken, exception.CancellationToken);
        Assert.Equal(0, view.OpenCursors);
    }

    private static void CancelAt(long count, long last, CancellationTokenSource cancellation)
    {
        if (count >= last)
            cancellation.Cancel();
    }

    private static MemoryView View(Action<long>? onRow = null, int rows = Rows, int rowsInBatch = 2) =>
        new(MemoryColumn.Vectors("X", TestRows.Create<float>(rows, 3), [3])) { OnRow = onRow, RowsInBatch = rowsInBatch };

    private sealed class Reports : IProgress<BatchNormProgress>
    {
        public Action<long>? OnReport { get; init; }

        public long Batches { get; private set; }

        public void Report(BatchNormProgress value)
        {
            Batches = value.Batches;
            OnReport?.Invoke(Batches);
        }
    }
}
