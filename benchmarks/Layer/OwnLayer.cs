namespace MlNetBatchNorm.Benchmarks.Layer;

/// <summary>This library's layer, as its peers are called.</summary>
internal sealed class OwnLayer(LayerCase batch) : ILayerPeer
{
    private readonly BatchNormLayer _trained = new(batch.Channels, layout: batch.Layout);
    private readonly BatchNormLayer _evaluated = new(batch.Channels, layout: batch.Layout) { Training = false };

    public void Evaluate(float[] input, float[] output) => _evaluated.Forward(input, output, batch.BatchSize);

    public void Forward(float[] input, float[] output) => _trained.Forward(input, output, batch.BatchSize);

    public void Backward(float[] input, float[] outputGradient, float[] inputGradient) => _trained.Backward(input, outputGradient, inputGradient);
}
