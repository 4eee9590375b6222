using Microsoft.ML.Runtime;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Fitting;

/// <summary>Warns on the log about results that are probably not intended.</summary>
internal static class FitWarnings
{
    private const double InitialShare = 0.01;

    /// <summary>The share of a deviation that normalized values may be off by before it is worth a warning: the third digit.</summary>
    private const double LostDeviations = 1e-3;

    /// <summary>The share of a float that an update may lose of it.</summary>
    private const double RoundingShare = 1.2e-7;

    /// <summary>Epsilon changes the scale of a channel by more than 1 % where <c>sqrt(variance / (variance + epsilon)) &lt; 0.99</c>.</summary>
    private const double UnchangedScale = 0.99;

    private const int MaxChannelsNamed = 5;

    private const int MaxChannelsDescribed = 100;

    public static void Write(IChannel channel, FittedColumns columns)
    {
        if (!columns.TracksRunningStats)
            return;
        foreach (FittedColumn column in columns)
        {
            // Exact statistics begin with nothing.
            double share = columns.Exact is null ? ShareOfInitialValues(column.Parameters) : 0;
            WarnOfInitialValues(channel, column, share);
            if (IsBlack(column, share))
                WarnOfBlackImages(channel, column);
            else
                WarnOfConstantChannels(channel, column, share);
            WarnOfLostDigits(channel, column, columns.Exact);
            WarnOfEpsilon(channel, column, share);
        }
    }

    private static void WarnOfInitialValues(IChannel channel, FittedColumn column, double share)
    {
        if (share > InitialShare)
            channel.Warning(FormattableString.Invariant(
                $"Column '{column.Input.ColumnName}': after {Batches(column.Parameters.NumBatchesTracked)} with momentum {column.Parameters.Momentum}, {share:p1} of the ") +
                "running statistics are still their initial values, mean 0 and variance 1. To preprocess data, set Statistics to Exact. " +
                "To keep running statistics, set Momentum to null (the average over batches) or a larger value, or use a smaller BatchSize or more rows.");
    }

    private static string Batches(long count) => FormattableString.Invariant($"{count} {(count == 1 ? "batch" : "batches")}");

    /// <summary>Whether all images were, as far as the statistics can tell.</summary>
    private static bool IsBlack(FittedColumn column, double share) => column.Input.Kind == ColumnKind.Image
        && Enumerable.Range(0, column.Parameters.NumFeatures).All(c => column.Parameters.RunningMean[c] == 0 && VarianceOfData(column, c, share) == 0);

    private static void WarnOfBlackImages(IChannel channel, FittedColumn column) => channel.Warning(
        $"Column '{column.Input.ColumnName}': all images are black. Under ML.NET 6, ResizeImages makes images black whose alpha is 0, such as the BGRX frames of " +
        "cameras and screen grabs: set the fourth byte of each pixel to 255. Images without a path are black too.");

    private static void WarnOfConstantChannels(IChannel channel, FittedColumn column, double share)
    {
        int[] constant = [.. Enumerable.Range(0, column.Parameters.NumFeatures).Where(c => IsNearlyConstant(column, c, share))];
        if (constant.Length == 0)
            return;
        string more = constant.Length > MaxChannelsNamed ? $" and {constant.Length - MaxChannelsNamed} more" : "";
        (string noun, string verb, string whose) = constant.Length == 1 ? ("channel", "is", "its variance") : ("channels", "are", "the first one's variance");
        channel.Warning(
            $"Column '{column.Input.ColumnName}': {noun} {string.Join(", ", constant.Take(MaxChannelsNamed))}{more} {verb} (nearly) constant: {whose} " +
            FormattableString.Invariant($"is {VarianceOfData(column, constant[0], share):g3}, no more than rounding could leave. ") +
            $"Leave the {noun} out, or check the source.");
    }

    /// <summary>
    /// The mean is rounded to the column's precision, and where it is many deviations from zero, that shows in every output. Of exact statistics it is known by how
    /// much.
    /// </summary>
    private static void WarnOfLostDigits(IChannel channel, FittedColumn column, ChannelStatistics? exact)
    {
        if (exact is null)
            return;
        ExactMoments moments = exact.Columns.Single(found => found.Column.ColumnName == column.Input.ColumnName).Moments;
        int worst = Enumerable.Range(0, column.Parameters.NumFeatures).MaxBy(Lost);
        if (!(Lost(worst) > LostDeviations))
            return;
        (double mean, double deviation) = (column.Parameters.MeanOf(worst), Math.Sqrt(column.Parameters.VarianceOf(worst)));
        int digits = Math.Max(0, (int)Math.Floor(-Math.Log10(Lost(worst))));
        string remedy = column.Input.Kind == ColumnKind.Double ? "Subtract an offset from the column before" : "Load the column as Double, or subtract an offset from it before";
        channel.Warning(FormattableString.Invariant(
            $"Column '{column.Input.ColumnName}': of the normalized values of channel {worst}, {digits} {(digits == 1 ? "digit is" : "digits are")} right: its mean {mean:G6} is ") +
            FormattableString.Invariant($"{Math.Abs(mean) / deviation:G2} deviations from zero, and a {(column.Input.Kind == ColumnKind.Double ? "double" : "float")} holds it to ") +
            FormattableString.Invariant($"{Lost(worst):G1} of a deviation. {remedy}."));

        double Lost(int c)
        {
            double deviation = Math.Sqrt(column.Parameters.VarianceOf(c));
            bool mayBeLost = Distance(column, c) / 2 / deviation > LostDeviations && !IsNearlyConstant(column, c, share: 0);
            return mayBeLost ? Math.Abs(moments.RoundingOfMean(c, column.Parameters.MeanOf(c))) / deviation : 0;
        }
    }

    private static void WarnOfEpsilon(IChannel channel, FittedColumn column, double share)
    {
        double epsilon = column.Parameters.Epsilon;
        int[] moved = [.. Enumerable.Range(0, column.Parameters.NumFeatures)
            .Where(c => !IsNearlyConstant(column, c, share) && ScaleShare(VarianceOfData(column, c, share), epsilon) < UnchangedScale)];
        if (moved.Length == 0)
            return;
        string more = moved.Length > MaxChannelsDescribed ? $", and {moved.Length - MaxChannelsDescribed} more" : "";
        double harmless = moved.Min(c => VarianceOfData(column, c, share)) * ((1 / (UnchangedScale * UnchangedScale)) - 1);
        channel.Warning(FormattableString.Invariant(
            $"Column '{column.Input.ColumnName}': epsilon {column.Parameters.Epsilon} is not small beside the variance, and changes the scale by more than 1 %: ") +
            $"{string.Join(", ", moved.Take(MaxChannelsDescribed).Select(c => Describe(VarianceOfData(column, c, share), epsilon, c)))}{more}. " +
            FormattableString.Invariant($"Set Epsilon to {FloorToOneDigit(harmless):G1} or less, or to 0."));
    }

    private static string Describe(double variance, double epsilon, int channel) => FormattableString.Invariant(
        $"channel {channel} of deviation {Math.Sqrt(variance):g2} gets deviation {ScaleShare(variance, epsilon):0.00} instead of 1");

    private static double ScaleShare(double variance, double epsilon) => Math.Sqrt(variance / (variance + epsilon));

    private static double FloorToOneDigit(double value)
    {
        double unit = Math.Pow(10, Math.Floor(Math.Log10(value)));
        return Math.Floor(value / unit) * unit;
    }

    /// <summary>Whether the channel is constant but for the last bit of its values: what alternates between two neighbors deviates by half of their distance.</summary>
    private static bool IsNearlyConstant(FittedColumn column, int channel, double share)
    {
        double distance = Distance(column, channel);
        // The unbiased variance of two values is twice the biased one.
        return VarianceOfData(column, channel, share) <= distance * distance / 2;
    }

    /// <summary>From a channel's mean to the next number of the column's type.</summary>
    private static double Distance(FittedColumn column, int channel)
    {
        double mean = Math.Abs(column.Parameters.MeanOf(channel));
        return column.Input.Kind == ColumnKind.Double ? Math.BitIncrement(mean) - mean : MathF.BitIncrement((float)mean) - (double)(float)mean;
    }

    /// <summary>
    /// The variance without what is left in it of the initial variance of 1, which would hide a constant channel for a hundred batches. A
    /// variance below that did not begin at 1, but at parameters from elsewhere.
    /// </summary>
    private static double VarianceOfData(FittedColumn column, int channel, double share)
    {
        double variance = column.Parameters.VarianceOf(channel);
        double rounding = RoundingShare * column.Parameters.NumBatchesTracked * share;
        if (share == 1 || variance < share - rounding)
            return variance;
        double ofData = variance - share;
        return ofData <= rounding ? 0 : ofData / (1 - share);
    }

    private static double ShareOfInitialValues(BatchNormParameters parameters) =>
        parameters.Momentum is { } momentum ? Math.Pow(1 - (double)momentum, parameters.NumBatchesTracked) : 0;
}
