using Microsoft.ML;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Reading;

/// <summary>Cursors whose Dispose throws: what went wrong before keeps its name, and every cursor is disposed of.</summary>
public sealed class DisposeFaultTests
{
    private readonly MLContext _ml = new();

    public static TheoryData<int> Threads => [1, 2, 5, 16];

    [Theory]
    [MemberData(nameof(Threads))]
    public void Fit_OnABadRow_NamesTheRow(int threads)
    {
        float[][] rows = RandomRows.Singles(80, 3);
        rows[50][2] = float.NaN;
        MemoryView view = View(rows);

        Assert.StartsWith("Input column 'X' has a NaN or an infinity in row 50 (counted from 0), channel 2.",
            Assert.Throws<InvalidOperationException>(() => Fit(view, threads)).Message, StringComparison.Ordinal);
        AssertDisposed(view, threads);
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void Fit_WhereTheSourceThrows_ThrowsTheSame(int threads)
    {
        var fault = new FormatException("No such pixel.");
        MemoryView view = View(RandomRows.Singles(80, 3), row =>
        {
            if (row == 50)
                throw fault;
        });

        Assert.Same(fault, Assert.Throws<FormatException>(() => Fit(view, threads)));
        AssertDisposed(view, threads);
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void Fit_Cancelled_ThrowsTheCancellation(int threads)
    {
        using var cancellation = new CancellationTokenSource();
        MemoryView view = View(RandomRows.Singles(80, 3), row =>
        {
            if (row >= 50)
                cancellation.Cancel();
        });

        AssertCancelled(view, threads, cancellation.Token);
    }

    /// <summary>As a stream does that is closed because of the cancellation.</summary>
    [Theory]
    [MemberData(nameof(Threads))]
    public void Fit_WhereTheSourceThrowsOnCancellation_ThrowsTheCancellation(int threads)
    {
        using var cancellation = new CancellationTokenSource();
        MemoryView view = View(RandomRows.Singles(80, 3), row =>
        {
            if (row < 50)
                return;
            cancellation.Cancel();
            throw new IOException("closed");
        });

        AssertCancelled(view, threads, cancellation.Token);
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void Fit_WhereOnlyDisposeThrows_ThrowsTheFirst(int threads)
    {
        MemoryView view = View(RandomRows.Singles(80, 3));

        Assert.Equal(Disposed(threads - 1), Assert.Throws<IOException>(() => Fit(view, threads)).Message);
        AssertDisposed(view, threads);
    }

    private void AssertCancelled(MemoryView view, int threads, CancellationToken cancellation)
    {
        Assert.Equal(cancellation, Assert.ThrowsAny<OperationCanceledException>(() => Fit(view, threads, cancellation)).CancellationToken);
        AssertDisposed(view, threads);
    }

    private static void AssertDisposed(MemoryView view, int threads)
    {
        Assert.Equal(threads, view.Cursors);
        Assert.Equal(0, view.OpenCursors);
    }

    private static MemoryView View(float[][] rows, Action<long>? onRow = null) => new(MemoryColumn.Vectors("X", rows, [3]))
    {
        OnRow = onRow,
        OnDispose = stillOpen => throw new IOException(Disposed(stillOpen)),
    };

    private static string Disposed(int stillOpen) => $"Disposed of one, {stillOpen} are open.";

    private void Fit(MemoryView view, int threads, CancellationToken? cancellation = null) =>
        _ml.Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options
        {
            MaxDegreeOfParallelism = threads,
            CancellationToken = cancellation ?? CancellationToken.None,
            BatchSize = 10,
        }).Fit(view);
}
