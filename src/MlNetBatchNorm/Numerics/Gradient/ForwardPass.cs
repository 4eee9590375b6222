using System.Runtime.InteropServices;
using MlNetBatchNorm.Numerics.Affine;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Numerics.Gradient;

/// <summary>Normalizes batches, by their own statistics or by the running ones.</summary>
internal sealed class ForwardPass(LayerValues layer, Normalization normalization) : BatchPass<DeviationSum>(layer.Channels)
{
    private readonly BatchAffine _affine = new(layer.Channels);
    private readonly RealMoments _moments = new(layer.Channels);
    private readonly float[] _weight = new float[layer.Weight.Length];
    private readonly float[] _bias = new float[layer.Bias.Length];
    private bool _runningSet;

    protected override bool Sums => normalization.ByBatch;

    /// <summary>Normalizes a batch by its own statistics, and returns them.</summary>
    public ChannelMoments RunByBatch(ReadOnlySpan<float> input, Span<float> output, BatchShape shape, WorkLoop loop)
    {
        (normalization.Shape, normalization.ByBatch, _runningSet) = (shape, true, false);
        _moments.Start(shape.Count);
        if (shape.Rows > 0)
            Run(input, input, output, shape, loop);
        return _moments;
    }

    /// <summary>Normalizes a batch by the running statistics.</summary>
    public void RunByRunning(ReadOnlySpan<float> input, Span<float> output, BatchShape shape, RunningStatistics running, WorkLoop loop)
    {
        (normalization.Shape, normalization.ByBatch) = (shape, false);
        SetRunning(running.Mean, running.Variance);
        if (shape.Rows > 0)
            Run(input, input, output, shape, loop);
    }

    protected override void SetCenters(Range channels)
    {
        int step = Batch.Shape.Row.Interleaved ? 1 : Batch.Shape.Row.Spatial;
        for (int c = channels.Start.Value; c < channels.End.Value; c++)
        {
            // A value of the channel itself; but an infinite center would turn the channel's infinite mean into a NaN.
            double first = Batch.Input[c * step];
            Totals.Center[c] = double.IsFinite(first) ? first : 0;
        }
    }

    protected override void UseTotals(Range channels)
    {
        ChannelAffine affine = layer.Affine;
        for (int c = channels.Start.Value; c < channels.End.Value; c++)
        {
            _moments.Set(c, Totals.Center[c], Totals.Sum[c], Totals.Products[c]);
            double variance = _moments.BiasedVariance(c) + layer.Epsilon;
            // As in PyTorch: where both are zero, nothing is left of the channel but its bias.
            double inverse = variance == 0 ? 0 : 1 / Math.Sqrt(variance);
            Set(c, _moments.Mean(c), inverse, affine.Weight(c) * inverse, affine.Bias(c));
        }
    }

    protected override void MapPlanes(Range values, Range channels) => _affine.Planes(Batch.Input[values], Batch.Result[values], channels);

    protected override void PrepareInterleaved() => _affine.PrepareInterleaved();

    protected override void MapInterleaved(Range values) => _affine.Interleaved(Batch.Input[values], Batch.Result[values]);

    /// <summary>Sets the coefficients by the running statistics, unless they are and no weight was written since.</summary>
    private void SetRunning(ReadOnlySpan<double> mean, ReadOnlySpan<double> variance)
    {
        if (_runningSet && SameBits(layer.Weight, _weight) && SameBits(layer.Bias, _bias))
            return;
        ChannelAffine affine = layer.Affine;
        for (int c = 0; c < layer.Channels; c++)
            Set(c, mean[c], 1 / Math.Sqrt(variance[c] + layer.Epsilon), affine.Scale(c, variance[c]), affine.Bias(c));
        layer.Weight.CopyTo(_weight, 0);
        layer.Bias.CopyTo(_bias, 0);
        _runningSet = true;
    }

    private void Set(int channel, double mean, double inverseDeviation, double scale, double bias)
    {
        normalization.Mean[channel] = mean;
        normalization.InverseDeviation[channel] = inverseDeviation;
        normalization.Scale[channel] = scale;
        _affine.Set(channel, mean, scale, bias);
    }

    private static bool SameBits(float[] left, float[] right) => MemoryMarshal.AsBytes<float>(left).SequenceEqual(MemoryMarshal.AsBytes<float>(right));
}
