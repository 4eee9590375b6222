namespace MlNetBatchNorm.Tests.Layer;

/// <summary>All that a layer computes of one batch.</summary>
internal sealed record LayerResults(float[] Output, float[] InputGradient, float[] WeightGradient, float[] BiasGradient, BatchNormParameters Parameters)
{
    public static LayerResults Of(BatchNormLayer layer, float[] input, float[] outputGradient, int batchSize)
    {
        var output = new float[input.Length];
        var inputGradient = new float[input.Length];
        layer.Forward(input, output, batchSize);
        layer.Backward(input, outputGradient, inputGradient);
        return new(output, inputGradient, layer.WeightGradient.ToArray(), layer.BiasGradient.ToArray(), layer.ToParameters());
    }

    /// <summary>Every value, to compare bits.</summary>
    public float[][] Values => [Output, InputGradient, WeightGradient, BiasGradient, [.. Parameters.RunningMean], [.. Parameters.RunningVariance]];
}
