using Microsoft.ML;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Reading;

/// <summary>Several rows fail in several ways, in cursors that know nothing of each other: the first of them in row order is thrown.</summary>
public sealed class FaultOrderTests
{
    private const int Cases = 200;

    private readonly MLContext _ml = new();

    public static TheoryData<int> Threads => [1, 2, 5, 16];

    [Theory]
    [MemberData(nameof(Threads))]
    public void Fit_WhereSeveralRowsFail_ThrowsTheFirst(int threads)
    {
        for (int seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            float[][] rows = RandomRows.Singles(random.Next(4, 100), 3);
            int[] failing = [.. Enumerable.Range(0, 3).Select(_ => random.Next(rows.Length))];
            rows[failing[0]][1] = float.NaN;
            rows[failing[1]] = [1, 2];
            AssertThrowsOf(failing.Min(), threads, new(MemoryColumn.Vectors("X", rows, [3]))
            {
                RowsInBatch = random.Next(1, 8),
                OnRow = row => ThrowAt(failing[2], row),
            });
        }
    }

    /// <summary>The cursors' positions do not show where they failed to move to, only their batches do.</summary>
    [Theory]
    [MemberData(nameof(Threads))]
    public void Fit_WhereSeveralMovesFail_ThrowsTheFirst(int threads)
    {
        for (int seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            float[][] rows = RandomRows.Singles(random.Next(4, 100), 3);
            int[] failing = [.. Enumerable.Range(0, 3).Select(_ => random.Next(rows.Length))];
            AssertThrowsOf(failing.Min(), threads, new(MemoryColumn.Vectors("X", rows, [3]))
            {
                RowsInBatch = random.Next(1, 8),
                OnMove = row => Array.ForEach(failing, fails => ThrowAt(fails, row)),
            });
        }
    }

    /// <summary>A getter that cannot be made is told before anything of the rows is.</summary>
    [Theory]
    [MemberData(nameof(Threads))]
    public void Fit_WhereNoGetterCanBeMade_ThrowsThat(int threads)
    {
        float[][] rows = [.. RandomRows.Singles(40, 3)];
        rows[0][0] = float.NaN;
        MemoryView view = new(MemoryColumn.Vectors("X", rows, [3])) { OnGetter = () => throw new IOException("no getter") };

        Assert.Equal("no getter", Assert.Throws<IOException>(() => Estimator(threads).Fit(view)).Message);
        Assert.Equal(0, view.OpenCursors);
    }

    private void AssertThrowsOf(int row, int threads, MemoryView view)
    {
        Exception fault = Assert.ThrowsAny<Exception>(() => Estimator(threads).Fit(view));
        Assert.Contains($" in row {row} (counted from 0)", fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, view.OpenCursors);
    }

    private static void ThrowAt(int fails, long row)
    {
        if (row == fails)
            throw new IOException($"The disk is gone in row {row} (counted from 0).");
    }

    private BatchNormEstimator Estimator(int threads) =>
        _ml.Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options { MaxDegreeOfParallelism = threads });
}
