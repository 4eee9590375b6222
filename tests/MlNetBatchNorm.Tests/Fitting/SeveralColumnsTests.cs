using Microsoft.ML;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>Several columns are learned as each alone, but from one reading of the rows.</summary>
public sealed class SeveralColumnsTests
{
    private const int Rows = 21;

    private readonly MLContext _ml = new();

    [Theory]
    [InlineData(BatchNormStatistics.Running)]
    [InlineData(BatchNormStatistics.Exact)]
    public void Fit_OfThreeColumns_LearnsWhatEachAloneLearns(BatchNormStatistics statistics)
    {
        IDataView view = View();
        BatchNormEstimator.Options options = Options(statistics);
        BatchNormTransformer together = _ml.Transforms.NormalizeBatch([new("A", "X"), new("B", "Z"), new("C", "X")], options).Fit(view);

        foreach ((string output, string input) in (IEnumerable<(string, string)>)[("A", "X"), ("B", "Z"), ("C", "X")])
        {
            BatchNormTransformer alone = _ml.Transforms.NormalizeBatch(output, input, options).Fit(view);
            Assert.Equal(alone.Parameters[0].RunningMean, together.GetParameters(output).RunningMean);
            Assert.Equal(alone.Parameters[0].RunningVariance, together.GetParameters(output).RunningVariance);
            Bits.AssertEqual(ColumnValues.Read(alone.Transform(view), output), ColumnValues.Read(together.Transform(view), output));
        }
    }

    [Fact]
    public void Fit_OfThreeColumns_ReadsEachRowOnce()
    {
        var source = new WatchedView(View());
        _ml.Transforms.NormalizeBatch([new("A", "X"), new("B", "Z"), new("C", "X")], Options(BatchNormStatistics.Running)).Fit(source);

        Assert.Equal(1, source.Cursors);
        Assert.Equal(Rows, source.Rows);
        Assert.Equal(0, source.OpenCursors);
    }

    [Fact]
    public void Fit_OfThreeColumnsByCursorSet_ReadsEachRowOnce()
    {
        var source = new WatchedView(new SplitView(View(), batchRows: 2));
        _ml.Transforms.NormalizeBatch([new("A", "X"), new("B", "Z"), new("C", "X")], new BatchNormEstimator.Options { MaxDegreeOfParallelism = 3 })
            .Fit(source);

        Assert.Equal(3, source.Cursors);
        Assert.Equal(Rows, source.Rows);
        Assert.Equal(0, source.OpenCursors);
    }

    [Fact]
    public void Fit_InPlace_ReplacesTheColumn()
    {
        IDataView view = View();
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("X", momentum: null).Fit(view);
        float[][] actual = ColumnValues.Read(transformer.Transform(view), "X");

        Assert.NotEqual(ColumnValues.Read(view, "X"), actual);
        Assert.Equal(0, actual.Average(row => row.Average()), 1e-6);
    }

    [Fact]
    public void Transform_UntrackedOfTwoColumns_NormalizesBoth()
    {
        IDataView view = View();
        var options = new BatchNormEstimator.Options { BatchSize = 3, TrackRunningStats = false };
        IDataView together = _ml.Transforms.NormalizeBatch([new("A", "X"), new("B", "Z")], options).Fit(view).Transform(view);

        Bits.AssertEqual(ColumnValues.Read(_ml.Transforms.NormalizeBatch("A", "X", options).Fit(view).Transform(view), "A"), ColumnValues.Read(together, "A"));
        Bits.AssertEqual(ColumnValues.Read(_ml.Transforms.NormalizeBatch("B", "Z", options).Fit(view).Transform(view), "B"), ColumnValues.Read(together, "B"));
    }

    private static BatchNormEstimator.Options Options(BatchNormStatistics statistics) => new()
    {
        BatchSize = 4,
        Statistics = statistics,
        MaxDegreeOfParallelism = 1,
    };

    /// <summary>X of 3 channels and 4 positions, and another column that ML.NET makes of it.</summary>
    private IDataView View()
    {
        IDataView view = ColumnValues.View(_ml, RandomRows.Singles(Rows, 12), 3, 4);
        return _ml.Transforms.NormalizeMeanVariance("Z", ColumnValues.Input).Fit(view).Transform(view);
    }
}
