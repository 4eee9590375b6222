using Microsoft.ML;
using MlNetBatchNorm;

namespace ImagePipeline.Learning;

/// <summary>A fitted pipeline, from pixels to a class, and how well it does.</summary>
/// <param name="Pixels">What is done to the pixels.</param>
/// <param name="Model">The fitted pipeline.</param>
/// <param name="TrainAccuracy">The share of the training images that are named right.</param>
/// <param name="TestAccuracy">The share of the test images that are named right.</param>
internal sealed record TrainedModel(string Pixels, ITransformer Model, double TrainAccuracy, double TestAccuracy)
{
    /// <summary>The step that normalizes.</summary>
    public BatchNormTransformer BatchNorm => Model.Find<BatchNormTransformer>();
}
