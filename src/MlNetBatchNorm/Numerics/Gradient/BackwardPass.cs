namespace MlNetBatchNorm.Numerics.Gradient;

/// <summary>
/// Computes the gradients of input, weight and bias from those of the output. Ioffe and Szegedy 2015, section 3, put together: with
/// <c>r = 1 / sqrt(variance + epsilon)</c> and m values in a channel,
/// <c>dx = weight * r * (dy - sum(dy) / m - (x - mean) * r^2 * sum(dy * (x - mean)) / m)</c> where the statistics are the batch's own, and so
/// depend on x; and <c>dx = weight * r * dy</c> where they are constants.
/// </summary>
internal sealed class BackwardPass(LayerValues layer, Normalization normalization) : BatchPass<GradientSum>(layer.Channels)
{
    /// <summary>
    /// Of the terms of dx, fewer values leave so little that it takes double precision to compute it: two values leave epsilon times them.
    /// </summary>
    private const int MinCount = 16;

    private readonly GradientFactors _factors = new(layer.Channels);
    private readonly BatchAffine _constants = new(layer.Channels);

    protected override bool Sums => true;

    /// <summary>Computes the gradients of the last batch that was normalized.</summary>
    public void Run(ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> inputGradient, WorkLoop loop)
    {
        layer.WeightGradient.AsSpan().Clear();
        layer.BiasGradient.AsSpan().Clear();
        if (!input.IsEmpty)
            Run(input, outputGradient, inputGradient, normalization.Shape!.Value, loop);
    }

    protected override void SetCenters(Range channels) => normalization.Mean.AsSpan(channels).CopyTo(Totals.Center.AsSpan(channels));

    protected override void UseTotals(Range channels)
    {
        double share = 1.0 / Batch.Shape.Count;
        for (int c = channels.Start.Value; c < channels.End.Value; c++)
        {
            double r = normalization.InverseDeviation[c];
            double scale = normalization.Scale[c];
            if (layer.HasAffine)
            {
                layer.WeightGradient[c] = CanonicalNaN.Of((float)(r * Totals.Products[c]));
                layer.BiasGradient[c] = CanonicalNaN.Of((float)Totals.Sum[c]);
            }

            if (normalization.ByBatch)
                _factors.Set(c, normalization.Mean[c], Totals.Sum[c] * share, scale, -scale * r * r * Totals.Products[c] * share);
            else
                _constants.Set(c, 0, scale, 0);
        }
    }

    protected override void MapPlanes(Range values, Range channels)
    {
        if (normalization.ByBatch && Batch.Shape.Count < MinCount)
            MapFew(values);
        else if (normalization.ByBatch)
            GradientKernel.Planes(Batch.Input[values], Batch.OutputGradient[values], Batch.Result[values], _factors, channels);
        else
            _constants.Planes(Batch.OutputGradient[values], Batch.Result[values], channels);
    }

    protected override void PrepareInterleaved()
    {
        if (normalization.ByBatch)
            _factors.Repeat(Batch.Shape.Period);
        else
            _constants.PrepareInterleaved();
    }

    protected override void MapInterleaved(Range values)
    {
        if (normalization.ByBatch && Batch.Shape.Count < MinCount)
            MapFew(values);
        else if (normalization.ByBatch)
            GradientKernel.Interleaved(Batch.Input[values], Batch.OutputGradient[values], Batch.Result[values], _factors, Batch.Shape.Period);
        else
            _constants.Interleaved(Batch.OutputGradient[values], Batch.Result[values]);
    }

    private void MapFew(Range values)
    {
        for (int i = values.Start.Value; i < values.End.Value; i++)
            Batch.Result[i] = _factors.Map(Batch.Shape.ChannelAt(i), Batch.Input[i], Batch.OutputGradient[i]);
    }
}
