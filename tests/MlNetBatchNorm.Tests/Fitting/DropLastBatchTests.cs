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

    private BatchNormEstimator Estimator(bool drop) =>
        _ml.Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options { BatchSize = 4, DropLastBatch = drop });

    private IDataView View(int rows) => ColumnValues.View(_ml, RandomRows.Singles(12, 3)[..rows], 3);
}
