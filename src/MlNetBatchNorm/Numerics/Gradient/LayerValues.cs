using MlNetBatchNorm.Numerics.Affine;

namespace MlNetBatchNorm.Numerics.Gradient;

/// <summary>The values that an optimizer and the passes of a layer share.</summary>
internal sealed class LayerValues
{
    /// <summary>Weights of one and biases of zero, or none.</summary>
    public LayerValues(int channels, float epsilon, bool affine)
    {
        Channels = channels;
        Epsilon = epsilon;
        int length = affine ? channels : 0;
        Weight = new float[length];
        Bias = new float[length];
        WeightGradient = new float[length];
        BiasGradient = new float[length];
        Array.Fill(Weight, 1);
    }

    public int Channels { get; }

    public float Epsilon { get; }

    /// <summary>Gamma; empty where there is none, as the next three.</summary>
    public float[] Weight { get; }

    public float[] Bias { get; }

    public float[] WeightGradient { get; }

    public float[] BiasGradient { get; }

    public bool HasAffine => Weight.Length > 0;

    /// <summary>What weight, bias and epsilon mean.</summary>
    public ChannelAffine Affine => new(Weight, Bias, Epsilon);
}
