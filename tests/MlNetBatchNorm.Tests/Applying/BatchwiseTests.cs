using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.Rows;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Applying;

/// <summary>trackRunningStats: false: what becomes of rows. PyTorch's values are in <see cref="PyTorch.TorchParityTests"/>.</summary>
public sealed class BatchwiseTests
{
    private const int BatchSize = 4;

    /// <summary>Batches of 0, 2 and 10, 16, 10: means 1 and 12, variances 1 and 8.</summary>
    [Fact]
    public void Transform_OfTwoBatches_NormalizesEachByItsOwn()
    {
        var ml = new MLContext();
        float[][] actual = Transform(ml, ColumnValues.View<float>(ml, [[0], [2], [10], [16]], 1), batchSize: 2);

        Assert.Equal([[-1f], [1f], [-1f], [1f]], actual);
    }

    [Fact]
    public void Transform_OfDoubles_NormalizesInDoubles()
    {
        var ml = new MLContext();
        IDataView view = ColumnValues.View<double>(ml, [[1e15], [1e15 + 2]], 1);
        IDataView transformed = Estimator(ml, ColumnValues.Input, batchSize: 2).Fit(view).Transform(view);

        Assert.Equal([[-1.0], [1.0]], ColumnValues.Read<double>(transformed, "Y"));
    }

    [Theory]
    [InlineData(BatchSize)]
    [InlineData(5)]
    [InlineData(100)]
    public void Transform_OfBytes_GivesTheBitsOfTheirFloats(int batchSize)
    {
        var ml = new MLContext();
        byte[][] rows = RandomRows.Bytes(11, 3 * 6);
        float[][] ofBytes = Transform(ml, ColumnValues.View(ml, rows, 3, 6), batchSize);
        float[][] ofFloats = Transform(ml, ColumnValues.View(ml, ImagePixels.Singles(rows), 3, 6), batchSize);

        Bits.AssertEqual(ofFloats, ofBytes);
    }

    [Fact]
    public void Transform_OfImages_GivesTheBitsOfTheirBytes()
    {
        var ml = new MLContext();
        IDataView view = ImageColumns.View(ImageColumns.Random(11, height: 5, width: 7));
        float[][] ofImages = ColumnValues.Read(Estimator(ml, ImageColumns.Name, BatchSize).Fit(view).Transform(view), "Y");
        byte[][] pixels = ImagePixels.Extract(ml, ImageColumns.Random(11, height: 5, width: 7), ImageChannels.Rgb, last: false);

        Bits.AssertEqual(Transform(ml, ColumnValues.View(ml, pixels, 3, 5, 7), BatchSize), ofImages);
    }

    [Fact]
    public void Transform_ByReloadedModel_GivesTheSameBits()
    {
        var ml = new MLContext();
        IDataView view = ColumnValues.View(ml, RandomRows.Singles(11, 6), 3, 2);
        BatchNormTransformer transformer = ml.Transforms.NormalizeBatch("Y", ColumnValues.Input, new BatchNormEstimator.Options
        {
            BatchSize = 3,
            TrackRunningStats = false,
            Weight = [1, -2, 0.5f],
            Bias = [0, 1, 2],
            NumFeatures = 3,
        }).Fit(view);
        BatchNormTransformer loaded = Models.Reload(ml, transformer, view.Schema);

        Bits.AssertEqual(ColumnValues.Read(transformer.Transform(view), "Y"), ColumnValues.Read(loaded.Transform(view), "Y"));
        Assert.False(((ITransformer)loaded).IsRowToRowMapper);
        Assert.Empty(loaded.Parameters[0].RunningMean);
        Assert.Empty(loaded.Parameters[0].RunningVariance);
        Assert.Equal([1, -2, 0.5f], loaded.Parameters[0].Weight!.Value);
    }

    [Fact]
    public void Fit_Untracked_ReadsNoRows()
    {
        var ml = new MLContext();
        var view = new WatchedView(ColumnValues.View(ml, RandomRows.Singles(11, 3), 3));
        Estimator(ml, ColumnValues.Input, BatchSize).Fit(view);

        Assert.Equal(0, view.Cursors);
    }

    [Fact]
    public void Transform_WithOneRowOfSeveralPositionsInTheLastBatch_NormalizesIt()
    {
        var ml = new MLContext();
        float[][] actual = Transform(ml, ColumnValues.View<float>(ml, [[1, 1, 1, 3], [0, 4, 0, 4]], 1, 4), batchSize: 1);

        Assert.Equal([-1, 1, -1, 1], actual[1]);
    }

    [Fact]
    public void Transform_OfSourceThatShrinks_SaysSo()
    {
        var ml = new MLContext();
        int readings = 0;
        IEnumerable<float[]> Shrinking() => RandomRows.Singles(readings++ == 0 ? 8 : 4, 3);
        IDataView view = ColumnValues.View(ml, new Repeated<float[]>(Shrinking), 3);
        IDataView transformed = Estimator(ml, ColumnValues.Input, BatchSize).Fit(view).Transform(view);

        Assert.Equal("The source gave 4 rows when read ahead, but now gives more. It must give the same rows every time.",
            Assert.Throws<InvalidOperationException>(() => ColumnValues.Read(transformed, "Y")).Message);
    }

    private static BatchNormEstimator Estimator(MLContext ml, string inputColumnName, int batchSize) =>
        ml.Transforms.NormalizeBatch("Y", inputColumnName, batchSize, epsilon: 0, trackRunningStats: false);

    private static float[][] Transform(MLContext ml, IDataView view, int batchSize) =>
        ColumnValues.Read(Estimator(ml, ColumnValues.Input, batchSize).Fit(view).Transform(view), "Y");
}
