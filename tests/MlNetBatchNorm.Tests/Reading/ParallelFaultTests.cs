using Microsoft.ML;
using MlNetBatchNorm.Tests.Fitting;
using MlNetBatchNorm.Tests.Rows;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Reading;

/// <summary>What goes wrong in a parallel fit is told as in a sequential one: the first fault in row order, by its row; and nothing is left behind.</summary>
public sealed class ParallelFaultTests
{
    private const int Rows = 600;

    private readonly MLContext _ml = new();

    public static TheoryData<int, int> Threads() => new(
        from threads in (int[])[1, 2, 3, 5, 8]
        from batchRows in (int[])[1, 7, 64, 200]
        select new TheoryDataRow<int, int>(threads, batchRows));

    [Theory]
    [MemberData(nameof(Threads))]
    public void Fit_OnSeveralBadRows_NamesTheFirst(int threads, int batchRows)
    {
        float[][] rows = RandomRows.Singles(Rows, 6);
        foreach (int row in (int[])[599, 431, 430, 205, 204])
            rows[row][row % 6] = float.NaN;
        WatchedView view = Dealt(ColumnValues.View(_ml, rows, 6), batchRows);

        Assert.StartsWith("Input column 'X' has a NaN or an infinity in row 204 (counted from 0), channel 0.",
            Assert.Throws<InvalidOperationException>(() => Estimator(threads).Fit(view)).Message, StringComparison.Ordinal);
        AssertNothingLeft(view);
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void Fit_WhereTheSourceThrows_ThrowsTheSame(int threads, int batchRows)
    {
        var fault = new FormatException("No such pixel.");
        var view = new WatchedView(new SplitView(ColumnValues.View(_ml, RandomRows.Singles(Rows, 6), 6), batchRows))
        {
            BeforeRow = row =>
            {
                if (row >= 300)
                    throw fault;
            },
        };

        Assert.Same(fault, Assert.Throws<FormatException>(() => Estimator(threads).Fit(view)));
        AssertNothingLeft(view);
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void Fit_OnBadRowBeforeTheSourceThrows_NamesTheRow(int threads, int batchRows)
    {
        float[][] rows = RandomRows.Singles(Rows, 6);
        rows[204][0] = float.NaN;
        IEnumerable<float[]> Faulty() => rows.Select((row, i) => i < 206 ? row : throw new FormatException("No such pixel."));
        WatchedView view = Dealt(ColumnValues.View(_ml, Faulty(), 6), batchRows);

        Assert.StartsWith("Input column 'X' has a NaN or an infinity in row 204 (counted from 0), channel 0.",
            Assert.Throws<InvalidOperationException>(() => Estimator(threads).Fit(view)).Message, StringComparison.Ordinal);
        AssertNothingLeft(view);
    }

    /// <summary>ML.NET deals out 128 rows at a time, and every cursor throws as soon as the source did, whatever rows the others still hold.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Fit_OnBadRowBeforeALoaderThrows_NamesTheRow(int threads)
    {
        float[][] rows = RandomRows.Singles(Rows, 6);
        rows[150][0] = float.NaN;
        IEnumerable<float[]> Faulty() => rows.Select((row, i) => i < 300 ? row : throw new FormatException("No such pixel."));
        IDataView source = ColumnValues.View(_ml, Faulty(), 6);
        IDataView view = _ml.Transforms.CopyColumns("Copy", "X").Fit(source).Transform(source);
        for (int repeat = 0; repeat < 20; repeat++)
            Assert.StartsWith("Input column 'Copy' has a NaN or an infinity in row 150 (counted from 0), channel 0.",
                Assert.Throws<InvalidOperationException>(() => Estimator(threads, "Copy").Fit(view)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Threads))]
    public void Fit_OnImageOfAnotherSize_NamesTheRow(int threads, int batchRows)
    {
        WatchedView view = Dealt(ImageColumns.View(
            [.. ImageColumns.Random(204, height: 5, width: 7), .. ImageColumns.Random(1, height: 4, width: 6), .. ImageColumns.Random(20, height: 5, width: 7)]), batchRows);

        Assert.StartsWith("Input column 'Image' has an image of 4x6 (height x width) in row 204 (counted from 0), but its type says 5x7.",
            Assert.Throws<InvalidOperationException>(() => Estimator(threads, ImageColumns.Name).Fit(view)).Message, StringComparison.Ordinal);
        AssertNothingLeft(view);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Fit_WhereProgressThrows_ThrowsTheSame(int threads)
    {
        var fault = new FormatException("No such screen.");
        WatchedView view = Dealt(ColumnValues.View(_ml, RandomRows.Singles(Rows, 6), 6), batchRows: 7);
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options
        {
            MaxDegreeOfParallelism = threads,
            Progress = new ProgressRecorder { Reported = _ => throw fault },
        });

        Assert.Same(fault, Assert.Throws<FormatException>(() => estimator.Fit(view)));
        AssertNothingLeft(view);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Fit_ThatEnds_LeavesNothing(int threads)
    {
        WatchedView view = Dealt(ColumnValues.View(_ml, RandomRows.Singles(Rows, 6), 6), batchRows: 7);
        Estimator(threads).Fit(view);

        Assert.Equal(threads, view.Cursors);
        Assert.Equal(Rows, view.Rows);
        AssertNothingLeft(view);
    }

    /// <summary>A view makes as many cursors as it is asked for, whatever they cost.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 5)]
    [InlineData(16, 16)]
    [InlineData(50_000, 64)]
    [InlineData(int.MaxValue, 64)]
    public void Fit_OnAnyNumberOfThreads_AsksForAReasonableNumberOfCursors(int threads, int expected)
    {
        WatchedView view = Dealt(ColumnValues.View(_ml, RandomRows.Singles(Rows, 6), 6), batchRows: 7);
        BatchNormTransformer actual = Estimator(threads).Fit(view);

        Assert.Equal(threads > expected ? Math.Max(expected, Environment.ProcessorCount) : expected, view.Cursors);
        Bits.AssertEqual(Estimator(1).Fit(view), actual);
        AssertNothingLeft(view);
    }

    private static WatchedView Dealt(IDataView view, int batchRows) => new(new SplitView(view, batchRows));

    private static void AssertNothingLeft(WatchedView view)
    {
        long rows = view.Rows;
        Assert.Equal(0, view.OpenCursors);
        Thread.Sleep(2);
        Assert.Equal(rows, view.Rows);
    }

    private BatchNormEstimator Estimator(int threads, string inputColumnName = ColumnValues.Input) =>
        _ml.Transforms.NormalizeBatch("Y", inputColumnName, new BatchNormEstimator.Options { BatchSize = 10, MaxDegreeOfParallelism = threads });
}
