using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Fitting;

/// <summary>
/// Warns if statistics of pixels from 0 to 1 are applied to pixels from 0 to 255, or vice versa. Images and bytes go up to 255; for other columns the
/// first row decides.
/// </summary>
internal static class PixelUnits
{
    /// <summary>Pixels from 0 to 1 are at most four deviations from the mean; of the others all but the darkest images are far beyond.</summary>
    private const double FarDeviations = 20;

    /// <summary>The least mean of published statistics in 0 to 255: MNIST's is 33.</summary>
    private const float LeastMean = 16;

    /// <summary>No values from 0 to 1 have a larger variance.</summary>
    private const double LargestVariance = 0.25;

    public static void Check(IChannel channel, IDataView input, ColumnShape column, BatchNormParameters known)
    {
        bool ofUnits = known.RunningMean.All(mean => mean is > 0 and <= 1) && known.RunningVariance.All(variance => variance < 1);
        bool ofBytes = known.RunningMean.All(mean => mean is >= LeastMean and <= byte.MaxValue);
        // A vector of features is not an image.
        if ((!ofUnits && !ofBytes) || (column.Channels.Spatial == 1 && !column.Kind.HoldsBytes()))
            return;
        ChannelMoments? row = column.Kind.HoldsBytes() ? null : FirstRow(input, column);
        if (ofUnits && (row is null ? column.Kind.HoldsBytes() : IsFar(row, known)))
            Warn(channel, column, known, "1", row is null ? "holds pixels from 0 to 255" : "holds larger values in its first row",
                "Give scale: 1 / 255f to NormalizeChannels, or statistics of pixels from 0 to 255.");
        if (ofBytes && row is not null && IsOfUnits(row))
            Warn(channel, column, known, "255", "holds values from 0 to 1 in its first row",
                "Leave scaleImage out of ExtractPixels, or give statistics of pixels from 0 to 1.");
    }

    private static void Warn(IChannel channel, ColumnShape column, BatchNormParameters known, string largest, string found, string cure) =>
        channel.Warning(FormattableString.Invariant(
            $"Column '{column.ColumnName}': the mean {known.RunningMean[0]} and deviation {known.StandardDeviation[0]} look like those of pixels from 0 to {largest}, but the column {found}. {cure}"));

    private static bool IsFar(ChannelMoments row, BatchNormParameters known) => Enumerable.Range(0, row.Channels)
        .Any(c => Math.Abs(row.Mean(c) - known.RunningMean[c]) > FarDeviations * known.StandardDeviation[c]);

    private static bool IsOfUnits(ChannelMoments row) => Enumerable.Range(0, row.Channels)
        .All(c => row.Mean(c) is > 0 and <= 1 && row.BiasedVariance(c) <= LargestVariance);

    /// <summary>Null where there is none, or where it cannot be read: that is told when the rows are.</summary>
    private static ChannelMoments? FirstRow(IDataView input, ColumnShape column)
    {
        try
        {
            using DataViewRowCursor cursor = input.GetRowCursor([input.Schema[column.ColumnName]]);
            if (!cursor.MoveNext())
                return null;
            SourceColumn source = ColumnBinding.Of(column);
            ChannelMoments moments = source.EmptyMoments();
            SourceRow row = source.Bind(cursor);
            row.Read();
            row.ComputeMoments(moments);
            return moments;
        }
#pragma warning disable CA1031 // As above.
        catch (Exception error) when (error is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
