namespace MlNetBatchNorm.Benchmarks.Layer;

/// <summary>Another implementation of a layer with weights of 1, biases of 0 and the first running statistics, made for one batch.</summary>
internal interface ILayerPeer
{
    void Evaluate(float[] input, float[] output);

    void Forward(float[] input, float[] output);

    /// <summary>After <see cref="Forward"/> of the same input.</summary>
    void Backward(float[] input, float[] outputGradient, float[] inputGradient);
}
