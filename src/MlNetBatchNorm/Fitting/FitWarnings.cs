using Microsoft.ML.Runtime;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Fitting;

/// <summary>Writes to the log what is probably not what was meant.</summary>
internal static class FitWarnings
{
    private const double InitialShare = 0.01;

    /// <summary>A deviation below this share of the mean is what a float's rounding leaves of a constant.</summary>
    private const double ConstantShare = 1e-6;

    /// <summary>The share of a float that an update may lose of it.</summary>
    private const double RoundingShare = 1.2e-7;

    private const int MaxChannelsNamed = 5;

    public static void Write(IChannel channel, FittedColumns columns)
    {
        if (!columns.TracksRunningStats)
            return;
        foreach (FittedColumn column in columns)
        {
            // Exact statistics begin with nothing.
            double share = columns.Exact is null ? ShareOfInitialValues(column.Parameters) : 0;
            WarnOfInitialValues(channel, column, share);
            WarnOfConstantChannels(channel, column, share);
        }
    }

    private static void WarnOfInitialValues(IChannel channel, FittedColumn column, double share)
    {
        if (share > InitialShare)
            channel.Warning(FormattableString.Invariant(
                $"Column '{column.Input.ColumnName}': after {column.Parameters.NumBatchesTracked} batches with momentum {column.Parameters.Momentum}, {share:p1} of the ") +
                "running statistics are still their initial values, mean 0 and variance 1. Use momentum: null (cumulative average), " +
                "Statistics = Exact, a smaller BatchSize, a larger momentum, or more rows.");
    }

    private static void WarnOfConstantChannels(IChannel channel, FittedColumn column, double share)
    {
        BatchNormParameters parameters = column.Parameters;
        int[] constant = [.. Enumerable.Range(0, parameters.NumFeatures).Where(c => IsNearlyConstant(column, c, share))];
        if (constant.Length == 0)
            return;
        string more = constant.Length > MaxChannelsNamed ? $" and {constant.Length - MaxChannelsNamed} more" : "";
        (string noun, string verb, string whose) = constant.Length == 1 ? ("channel", "is", "its variance") : ("channels", "are", "the first one's variance");
        channel.Warning(
            $"Column '{column.Input.ColumnName}': {noun} {string.Join(", ", constant.Take(MaxChannelsNamed))}{more} {verb} (nearly) constant: {whose} " +
            FormattableString.Invariant($"is {VarianceOfData(column, constant[0], share):g3}, so that epsilon {parameters.Epsilon} or rounding decides how it is scaled. ") +
            $"Leave the {noun} out, or check the source.");
    }

    private static bool IsNearlyConstant(FittedColumn column, int channel, double share)
    {
        double variance = VarianceOfData(column, channel, share);
        double rounding = ConstantShare * column.Parameters.RunningMean[channel];
        return variance < column.Parameters.Epsilon || variance <= rounding * rounding;
    }

    /// <summary>
    /// The variance without what is left in it of the initial variance of 1, which would hide a constant channel for a hundred batches. A
    /// variance below that did not begin at 1, but at parameters from elsewhere.
    /// </summary>
    private static double VarianceOfData(FittedColumn column, int channel, double share)
    {
        double variance = column.Parameters.RunningVariance[channel];
        double rounding = RoundingShare * column.Parameters.NumBatchesTracked * share;
        if (share == 1 || variance < share - rounding)
            return variance;
        double ofData = variance - share;
        return ofData <= rounding ? 0 : ofData / (1 - share);
    }

    private static double ShareOfInitialValues(BatchNormParameters parameters) =>
        parameters.Momentum is { } momentum ? Math.Pow(1 - (double)momentum, parameters.NumBatchesTracked) : 0;
}
