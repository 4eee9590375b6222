namespace MlNetBatchNorm.Numerics.Gradient;

/// <summary>What deviations of each channel were taken from, and what the two sums over it came to.</summary>
internal sealed class ChannelTotals(int channels)
{
    public double[] Center { get; } = new double[channels];

    public double[] Sum { get; } = new double[channels];

    public double[] Products { get; } = new double[channels];
}
