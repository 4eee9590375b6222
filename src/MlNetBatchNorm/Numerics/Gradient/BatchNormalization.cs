using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Numerics.Gradient;

/// <summary>The forward and the backward pass over a batch, and what the backward pass needs of the forward pass.</summary>
internal sealed class BatchNormalization(int channels)
{
    private readonly double[] _mean = new double[channels];
    private readonly double[] _inverseDeviation = new double[channels];
    private readonly double[] _weight = new double[channels];
    private readonly double[] _sums = new double[channels];
    private readonly double[] _products = new double[channels];
    private readonly float[] _center = new float[channels];
    private readonly float[] _scale = new float[channels];
    private readonly float[] _offset = new float[channels];
    private bool _byBatch;

    public BatchShape? LastShape { get; private set; }

    /// <summary>The moments of the last batch that was normalized by its own statistics.</summary>
    public RealMoments BatchMoments { get; } = new(channels);

    public void ForwardByBatch(
        ReadOnlySpan<float> input, Span<float> output, BatchShape shape, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, float epsilon)
    {
        Sum(input, shape);
        for (int c = 0; c < channels && shape.Size > 0; c++)
            SetChannel(c, BatchMoments.Mean(c), BatchMoments.BiasedVariance(c) + epsilon, weight, bias);
        Map(input, output, shape);
        (LastShape, _byBatch) = (shape, true);
    }

    public void ForwardByRunning(
        ReadOnlySpan<float> input, Span<float> output, BatchShape shape, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, float epsilon,
        RunningStatistics running)
    {
        for (int c = 0; c < channels; c++)
            SetChannel(c, running.Mean[c], running.Variance[c] + (double)epsilon, weight, bias);
        Map(input, output, shape);
        (LastShape, _byBatch) = (shape, false);
    }

    public void Backward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> inputGradient, Span<float> weightGradient, Span<float> biasGradient)
    {
        BatchShape shape = LastShape!.Value;
        Array.Clear(_sums);
        Array.Clear(_products);
        for (int i = 0; i < input.Length; i++)
        {
            int c = shape.ChannelAt(i);
            _sums[c] += outputGradient[i];
            _products[c] = Math.FusedMultiplyAdd(outputGradient[i], input[i] - _mean[c], _products[c]);
        }

        for (int i = 0; i < input.Length; i++)
        {
            int c = shape.ChannelAt(i);
            double r = _inverseDeviation[c];
            double scale = _weight[c] * r;
            inputGradient[i] = (float)(_byBatch
                ? scale * (outputGradient[i] - (_sums[c] / shape.Count) - ((input[i] - _mean[c]) * r * r * _products[c] / shape.Count))
                : scale * outputGradient[i]);
        }

        for (int c = 0; c < weightGradient.Length; c++)
        {
            weightGradient[c] = (float)(_inverseDeviation[c] * _products[c]);
            biasGradient[c] = (float)_sums[c];
        }
    }

    private void SetChannel(int c, double mean, double variance, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias)
    {
        _mean[c] = mean;
        _inverseDeviation[c] = 1 / Math.Sqrt(variance);
        _weight[c] = weight.IsEmpty ? 1 : weight[c];
        double scale = _weight[c] / Math.Sqrt(variance);
        _center[c] = (float)mean;
        _scale[c] = (float)scale;
        // What rounding took from the mean, so that it costs no digits of the output.
        _offset[c] = (float)((bias.IsEmpty ? 0 : bias[c]) + ((_center[c] - mean) * scale));
    }

    private void Sum(ReadOnlySpan<float> input, BatchShape shape)
    {
        Array.Clear(_sums);
        Array.Clear(_products);
        for (int i = 0; i < input.Length; i++)
        {
            int c = shape.ChannelAt(i);
            double deviation = input[i] - Pivot(input, shape, c);
            _sums[c] += deviation;
            _products[c] = Math.FusedMultiplyAdd(deviation, deviation, _products[c]);
        }

        BatchMoments.Start(shape.Count);
        for (int c = 0; c < channels && shape.Size > 0; c++)
            BatchMoments.Set(c, Pivot(input, shape, c), _sums[c], _products[c]);
    }

    private static double Pivot(ReadOnlySpan<float> input, BatchShape shape, int c)
    {
        float first = input[shape.Interleaved ? c : c * shape.Spatial];
        return float.IsFinite(first) ? first : 0;
    }

    private void Map(ReadOnlySpan<float> input, Span<float> output, BatchShape shape)
    {
        for (int i = 0; i < input.Length; i++)
        {
            int c = shape.ChannelAt(i);
            output[i] = MathF.FusedMultiplyAdd(input[i] - _center[c], _scale[c], _offset[c]);
        }
    }
}
