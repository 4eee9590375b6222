using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>What a fit writes to MLContext.Log.</summary>
public sealed class LogTests
{
    private readonly MLContext _ml = new();

    [Theory]
    [InlineData(BatchNormStatistics.Running)]
    [InlineData(BatchNormStatistics.Exact)]
    public void Fit_OfRows_TellsRowsBatchesAndSeconds(BatchNormStatistics statistics)
    {
        LogRecorder log = Fit(RandomRows.Singles(10, 3), new BatchNormEstimator.Options { BatchSize = 4, Statistics = statistics });

        Assert.Matches(@"^Fitted batch normalization of 'X' on 10 rows in 3 batches, in \d+\.\d{3} s\.$", Assert.Single(log.Infos));
    }

    [Fact]
    public void Fit_OfTwoColumns_TellsBoth()
    {
        IDataView view = ColumnValues.View(_ml, RandomRows.Singles(10, 3), 3);
        IDataView both = _ml.Transforms.CopyColumns("Z", "X").Fit(view).Transform(view);
        var log = new LogRecorder(_ml);
        _ml.Transforms.NormalizeBatch([new("A", "X"), new("B", "Z")]).Fit(both);

        Assert.StartsWith("Fitted batch normalization of 'X', 'Z' on 10 rows in 1 batches", Assert.Single(log.Infos), StringComparison.Ordinal);
        Assert.Equal(["'X'", "'Z'"], log.Warnings.Select(warning => warning.Split(' ')[1].TrimEnd(':')));
    }

    /// <summary>0.9^3 = 0.729.</summary>
    [Fact]
    public void Fit_OfFewBatches_WarnsOfInitialValuesAndNamesTheCures()
    {
        LogRecorder log = Fit(RandomRows.Singles(10, 3), new BatchNormEstimator.Options { BatchSize = 4 });

        Assert.Equal(
            "Column 'X': after 3 batches with momentum 0.1, 72.9 % of the running statistics are still their initial values, mean 0 and variance 1. To " +
            "preprocess data, set Statistics to Exact. To keep running statistics, set Momentum to null (the average over batches) or a larger value, or use a " +
            "smaller BatchSize or more rows.",
            Assert.Single(log.Warnings));
    }

    /// <summary>0.9^43 = 0.0108 and 0.9^44 = 0.0097; 0.5^6 = 0.0156 and 0.5^7 = 0.0078.</summary>
    [Theory]
    [InlineData(43, 0.1f, true)]
    [InlineData(44, 0.1f, false)]
    [InlineData(6, 0.5f, true)]
    [InlineData(7, 0.5f, false)]
    [InlineData(1, 1f, false)]
    [InlineData(50, 0f, true)]
    [InlineData(1, null, false)]
    public void Fit_OfManyBatches_WarnsOfInitialValuesAboveOnePercent(int batches, float? momentum, bool warns)
    {
        LogRecorder log = Fit(RandomRows.Singles(2 * batches, 3), new BatchNormEstimator.Options { BatchSize = 2, Momentum = momentum });

        Assert.Equal(warns, log.Warnings.Any(warning => warning.Contains("initial values", StringComparison.Ordinal)));
    }

    [Fact]
    public void Fit_Exact_DoesNotWarnOfInitialValues()
    {
        LogRecorder log = Fit(RandomRows.Singles(10, 3), new BatchNormEstimator.Options { Statistics = BatchNormStatistics.Exact });

        Assert.Empty(log.Warnings);
    }

    [Fact]
    public void Fit_GoingOn_CountsTheBatchesBefore()
    {
        IDataView view = ColumnValues.View(_ml, RandomRows.Singles(2 * 22, 3), 3);
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", batchSize: 2);
        BatchNormTransformer previous = estimator.Fit(view);
        var log = new LogRecorder(_ml);
        estimator.Fit(view, previous);

        Assert.Empty(log.Warnings);
    }

    [Fact]
    public void Fit_Untracked_LogsNothing()
    {
        LogRecorder log = Fit(RandomRows.Singles(10, 3), new BatchNormEstimator.Options { TrackRunningStats = false });

        Assert.Empty(log.Warnings);
        Assert.Empty(log.Infos);
    }

    private LogRecorder Fit(float[][] rows, BatchNormEstimator.Options options)
    {
        var log = new LogRecorder(_ml);
        _ml.Transforms.NormalizeBatch("Y", "X", options).Fit(ColumnValues.View(_ml, rows, 3));
        return log;
    }
}
