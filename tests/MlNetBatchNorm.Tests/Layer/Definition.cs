namespace MlNetBatchNorm.Tests.Layer;

/// <summary>Batch normalization by its definition, in double and value by value; what derivatives are taken of by differences.</summary>
/// <param name="BatchSize">The number of rows.</param>
/// <param name="Channels">The number of channels.</param>
/// <param name="Spatial">The number of positions.</param>
/// <param name="ChannelsLast">Whether the channels come last.</param>
internal sealed record Definition(int BatchSize, int Channels, int Spatial, bool ChannelsLast)
{
    public int Size => BatchSize * Channels * Spatial;

    public int ChannelOf(int index) => ChannelsLast ? index % Channels : index / Spatial % Channels;

    /// <summary>The output by the batch's own statistics.</summary>
    public double[] Forward(double[] input, double[] weight, double[] bias, double epsilon)
    {
        double[] mean = [.. Enumerable.Range(0, Channels).Select(c => Of(input, c).Average())];
        double[] variance = [.. Enumerable.Range(0, Channels).Select(c => Of(input, c).Average(x => (x - mean[c]) * (x - mean[c])))];
        return Forward(input, weight, bias, epsilon, mean, variance);
    }

    /// <summary>The output by given statistics.</summary>
    public double[] Forward(double[] input, double[] weight, double[] bias, double epsilon, double[] mean, double[] variance) =>
        [.. input.Select((x, i) => ((x - mean[ChannelOf(i)]) / Math.Sqrt(variance[ChannelOf(i)] + epsilon) * weight[ChannelOf(i)]) + bias[ChannelOf(i)])];

    private IEnumerable<double> Of(double[] input, int channel) => input.Where((_, i) => ChannelOf(i) == channel);
}
