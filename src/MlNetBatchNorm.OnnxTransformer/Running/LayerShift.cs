using MlNetBatchNorm.OnnxAdaptation.Graph;

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>What a layer's statistics became.</summary>
internal sealed record LayerShift(AdaptableLayer Layer, double[] Mean, double[] Variance)
{
    private IEnumerable<double> Shifts => Mean.Select((mean, c) => Math.Abs(mean - Layer.Old.RunningMean[c]) / OldDeviation(c));

    /// <summary>How far the mean moved, in old deviations: of all channels, root mean square.</summary>
    public double TypicalShift => Math.Sqrt(Shifts.Average(shift => shift * shift));

    /// <summary>The same of the channel that moved farthest.</summary>
    public double LargestShift => Shifts.Max();

    /// <summary>New deviations in old ones: the geometric mean of all channels.</summary>
    public double Spread => Math.Exp(Variance.Select((variance, c) => Math.Log(Math.Sqrt(variance + Layer.Old.Epsilon) / OldDeviation(c))).Average());

    private double OldDeviation(int channel) => Math.Sqrt(Layer.Old.RunningVariance[channel] + (double)Layer.Old.Epsilon);
}
