namespace MlNetBatchNorm.Tests.Layer;

/// <summary>
/// One case of Reference/generate.py: a module, the batches it sees, and what PyTorch says in double precision of the last of them and of the
/// statistics; with how far PyTorch's own float is from that.
/// </summary>
public sealed record LayerCase(
    string Name,
    bool ChannelsLast,
    int BatchSize,
    int NumFeatures,
    float Epsilon,
    float? Momentum,
    bool Affine,
    bool TrackRunningStats,
    bool Training,
    float[]? Weight,
    float[]? Bias,
    float[]? InitialMean,
    float[]? InitialVariance,
    float[][] Batches,
    float[] OutputGradient,
    long NumBatchesTracked,
    float[] Output,
    double OutputError,
    float[] InputGradient,
    double InputGradientError,
    float[]? WeightGradient,
    double WeightGradientError,
    float[]? BiasGradient,
    double BiasGradientError,
    float[]? RunningMean,
    double RunningMeanError,
    float[]? RunningVariance,
    double RunningVarianceError)
{
    public override string ToString() => Name;

    /// <summary>A layer as the module was before the first batch.</summary>
    public BatchNormLayer CreateLayer()
    {
        ChannelLayout layout = ChannelsLast ? ChannelLayout.ChannelsLast : ChannelLayout.ChannelsFirst;
        BatchNormLayer layer = InitialMean is null
            ? new(NumFeatures, Epsilon, Momentum, Affine, TrackRunningStats, layout)
            : new(new BatchNormParameters(InitialMean, InitialVariance!, Weight, Bias, Epsilon, Momentum, layout: layout));
        Weight?.CopyTo(layer.Weight);
        Bias?.CopyTo(layer.Bias);
        return layer;
    }

    /// <summary>What the layer says of what the module saw.</summary>
    internal LayerResults Run()
    {
        BatchNormLayer layer = CreateLayer();
        foreach (float[] batch in Batches[..^1])
            layer.Forward(batch, new float[batch.Length], BatchSize);
        layer.Training = Training;
        return LayerResults.Of(layer, Batches[^1], OutputGradient, Batches[^1].Length > 0 ? BatchSize : 0);
    }
}
