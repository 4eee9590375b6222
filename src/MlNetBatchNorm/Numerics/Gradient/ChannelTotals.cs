namespace MlNetBatchNorm.Numerics.Gradient;

/// <summary>The center that each channel's deviations were taken from, and the totals of the two sums.</summary>
internal sealed class ChannelTotals(int channels)
{
    public double[] Center { get; } = new double[channels];

    public double[] Sum { get; } = new double[channels];

    public double[] Products { get; } = new double[channels];
}
