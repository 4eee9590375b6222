namespace MlNetBatchNorm.Numerics.Gradient;

/// <summary>How a batch was normalized, as the backward pass needs to know.</summary>
internal sealed class Normalization(int channels)
{
    /// <summary>The shape of the batch; null before the first.</summary>
    public BatchShape? Shape { get; set; }

    /// <summary>Whether the mean and the variance are the batch's own, and so depend on its values.</summary>
    public bool ByBatch { get; set; }

    /// <summary>The mean of each channel.</summary>
    public double[] Mean { get; } = new double[channels];

    /// <summary><c>1 / sqrt(variance + epsilon)</c> of each channel.</summary>
    public double[] InverseDeviation { get; } = new double[channels];

    /// <summary>What each channel's deviations were multiplied by: the weight times the inverse deviation.</summary>
    public double[] Scale { get; } = new double[channels];
}
