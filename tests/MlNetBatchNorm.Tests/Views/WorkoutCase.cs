using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Views;

/// <summary>An estimator and rows that it can be fitted on.</summary>
/// <param name="Estimator">The estimator.</param>
/// <param name="Data">The rows.</param>
/// <param name="Input">An input column of the estimator.</param>
internal sealed record WorkoutCase(IEstimator<ITransformer> Estimator, MemoryView Data, string Input);
