using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>A short last batch left out. PyTorch's values are in <see cref="PyTorch.TorchParityTests"/>.</summary>
public sealed class DropLastBatchTests
{
    private readonly MLContext _ml = new();

    [Theory]
    [InlineData(8, 8)]
    [InlineData(9, 8)]
    [InlineData(11, 8)]
    [InlineData(12, 12)]
    public void Fit_Dropping_LearnsTheBitsOfTheWholeBatches(int rows, int whole)
    {
        BatchNormTransformer expected = Estimator(drop: false).Fit(View(whole));

        Bits.AssertEqual(expected, Estimator(drop: true).Fit(View(rows)));
        if (rows > whole + 1)
            Assert.NotEqual(Bits.Of(expected), Bits.Of(Estimator(drop: false).Fit(View(rows))));
    }

    [Fact]
    public void Fit_NotDroppingABatchOfOneValue_IsRefused() => Assert.Equal(
        "Input column 'X': the batch that begins at row 8 (counted from 0) has one value per channel, and one value has no variance. Choose another " +
        "BatchSize (2 or more), or set DropLastBatch to leave a short last batch out.",
        Assert.Throws<InvalidOperationException>(() => Estimator(drop: false).Fit(View(9))).Message);

    [Fact]
    public void Fit_DroppingAllRows_IsRefused() => Assert.Equal(
        "The data view has 3 rows, fewer than BatchSize 4, and DropLastBatch leaves them out, so there is nothing to fit column 'X' on. Check the " +
        "source, or the options.",
        Assert.Throws<InvalidOperationException>(() => Estimator(drop: true).Fit(View(3))).Message);

    [Fact]
    public void Fit_OnNoRows_IsRefused() => Assert.Equal(
        "The data view has no rows, so there is nothing to fit column 'X' on. Check the source, or the options.",
        Assert.Throws<InvalidOperationException>(() => Estimator(drop: true).Fit(View(0))).Message);

    private BatchNormEstimator Estimator(bool drop) =>
        _ml.Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options { BatchSize = 4, DropLastBatch = drop });

    private IDataView View(int rows) => Columns.View(_ml, RandomRows.Singles(12, 3)[..rows], 3);
}
