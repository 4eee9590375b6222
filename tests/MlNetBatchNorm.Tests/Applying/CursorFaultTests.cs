using Microsoft.ML;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Applying;

/// <summary>A source that fails while a cursor over an applied transform is made or disposed of: its fault is thrown, and no cursor stays open.</summary>
public sealed class CursorFaultTests
{
    private readonly MLContext _ml = new();

    /// <summary>Whether statistics are tracked, by how many threads the view is read, and how many cursors of the source that takes.</summary>
    public static TheoryData<bool, int, int> Readers => new()
    {
        { false, 1, 2 }, { false, 2, 2 }, { false, 5, 2 }, { false, 16, 2 },
        { true, 1, 1 }, { true, 2, 2 }, { true, 5, 5 }, { true, 16, 16 },
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(16)]
    public void Read_WhereTheSecondCursorCannotBeMade_ClosesTheFirst(int threads)
    {
        MemoryView source = View(onCursor: made => ThrowAt(1, made));

        AssertFault(1, source, trackRunningStats: false, threads);
        Assert.Equal(1, source.Cursors);
        Assert.Equal(0, source.OpenCursors);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void Read_WhereAGetterCannotBeMade_ClosesAll(bool trackRunningStats, int threads, int cursors)
    {
        MemoryView source = View(onGetter: () => ThrowAt(0, 0));

        AssertFault(0, source, trackRunningStats, threads);
        Assert.Equal(cursors, source.Cursors);
        Assert.Equal(0, source.OpenCursors);
    }

    [Theory]
    [MemberData(nameof(Readers))]
    public void Read_WhereDisposeThrows_ClosesAll(bool trackRunningStats, int threads, int cursors)
    {
        MemoryView source = View(onDispose: open => throw new IOException($"fault {open}"));

        AssertFault(cursors - 1, source, trackRunningStats, threads);
        Assert.Equal(cursors, source.Cursors);
        Assert.Equal(0, source.OpenCursors);
    }

    private void AssertFault(int number, MemoryView source, bool trackRunningStats, int threads)
    {
        IDataView learned = View();
        IDataView view = _ml.Transforms.NormalizeBatch("Y", "X", batchSize: 4, trackRunningStats: trackRunningStats).Fit(learned).Transform(source);
        BatchNormEstimator reader = _ml.Transforms.NormalizeBatch("Z", "Y", new BatchNormEstimator.Options { MaxDegreeOfParallelism = threads });

        Assert.Equal($"fault {number}", Assert.Throws<IOException>(() => reader.Fit(view)).Message);
    }

    private static void ThrowAt(int fails, int number)
    {
        if (number == fails)
            throw new IOException($"fault {number}");
    }

    private static MemoryView View(Action<int>? onCursor = null, Action? onGetter = null, Action<int>? onDispose = null) =>
        new(MemoryColumn.Vectors("X", RandomRows.Singles(40, 3), [3])) { OnCursor = onCursor, OnGetter = onGetter, OnDispose = onDispose };
}
