using MlNetBatchNorm.OnnxAdaptation.Graph;

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>What the moments of a layer are called in a statistics graph, and what its inner values begin with.</summary>
internal sealed record OutputNames(string Mean, string Variance, string Size, string Inner)
{
    public static OutputNames Of(AdaptableModel model, AdaptableLayer layer) => new(
        model.NameFor(layer, "batch_mean"), model.NameFor(layer, "batch_variance"), model.NameFor(layer, "size"), model.NameFor(layer, "inner/"));
}
