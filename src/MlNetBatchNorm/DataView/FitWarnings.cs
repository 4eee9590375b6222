using Microsoft.ML.Runtime;

namespace MlNetBatchNorm.DataView;

/// <summary>Tells on the log what in a fit is probably not what was meant.</summary>
internal static class FitWarnings
{
    private const double InitialShare = 0.01;

    /// <summary>A deviation below this share of the mean is what a float's rounding leaves of a constant.</summary>
    private const double ConstantShare = 1e-6;

    private const int MaxChannelsNamed = 5;

    public static void Write(IChannel channel, IEnumerable<FittedColumn> columns)
    {
        foreach (FittedColumn column in columns.Where(column => column.TrackRunningStats))
        {
            WarnOfInitialValues(channel, column);
            WarnOfConstantChannels(channel, column);
        }
    }

    private static void WarnOfInitialValues(IChannel channel, FittedColumn column)
    {
        if (column.Statistics == BatchNormStatistics.Exact || column.Parameters.Momentum is not { } momentum)
            return;
        double share = Math.Pow(1 - momentum, column.Parameters.NumBatchesTracked);
        if (share > InitialShare)
            channel.Warning(FormattableString.Invariant(
                $"Column '{column.Input.ColumnName}': after {column.Parameters.NumBatchesTracked} batches with momentum {momentum}, {share:p1} of the ") +
                "running statistics are still their initial values, mean 0 and variance 1. Use momentum: null (cumulative average), " +
                "Statistics = Exact, a smaller BatchSize, a larger momentum, or more rows.");
    }

    private static void WarnOfConstantChannels(IChannel channel, FittedColumn column)
    {
        BatchNormParameters parameters = column.Parameters;
        int[] constant = [.. Enumerable.Range(0, parameters.NumFeatures).Where(c => IsNearlyConstant(parameters, c))];
        if (constant.Length == 0)
            return;
        string more = constant.Length > MaxChannelsNamed ? $" and {constant.Length - MaxChannelsNamed} more" : "";
        channel.Warning(
            $"Column '{column.Input.ColumnName}': channel {string.Join(", ", constant.Take(MaxChannelsNamed))}{more} is (nearly) constant: its variance " +
            FormattableString.Invariant($"is {parameters.RunningVariance[constant[0]]:g3}, so that epsilon {parameters.Epsilon} or rounding decides how it is scaled. ") +
            "Leave the channel out, or check the source.");
    }

    private static bool IsNearlyConstant(BatchNormParameters parameters, int channel)
    {
        double variance = parameters.RunningVariance[channel];
        double rounding = ConstantShare * parameters.RunningMean[channel];
        return variance < parameters.Epsilon || variance <= rounding * rounding;
    }
}
