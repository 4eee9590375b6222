using Microsoft.ML;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Columns;

/// <summary>Views that an estimator takes, but not a transformer that was fitted on another form.</summary>
public sealed class OtherShapeTests
{
    private readonly MLContext _ml = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Transform_OfAnotherShapeThanFitted_IsRefused(bool trackRunningStats)
    {
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", trackRunningStats: trackRunningStats);
        MemoryView fitted = View<float>(3, 5, 7);
        BatchNormTransformer transformer = estimator.Fit(fitted);
        ITransformer loaded = SavedModel.Of(_ml, transformer, fitted.Schema).Load();

        foreach (MemoryView other in (MemoryView[])[
            View<float>(3, 7, 5), View<float>(5, 7, 3), View<float>(3, 35), View<float>(105), View<float>(1, 3, 5, 7), View<float>(3, 5, 8),
            View<double>(3, 5, 7), View<byte>(3, 5, 7)])
        {
            estimator.Fit(other);
            EstimatorWorkout.AssertRefused(transformer, other);
            EstimatorWorkout.AssertRefused(loaded, other);
        }
    }

    private static MemoryView View<T>(params int[] dimensions) where T : unmanaged => new(
        MemoryColumn.Vectors("X", TestRows.Create<T>(4, dimensions.Aggregate((product, dimension) => product * dimension)), dimensions));
}
