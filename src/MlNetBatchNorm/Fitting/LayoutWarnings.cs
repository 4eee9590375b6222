using Microsoft.ML.Runtime;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Fitting;

/// <summary>Warns on the log about columns that could be read in two ways, if no layout was given.</summary>
internal static class LayoutWarnings
{
    /// <summary>The most channels that an image has, and the most rows and columns of what pooling leaves of feature maps.</summary>
    private const int Few = 4;

    public static void Write(IChannel channel, ColumnShape column, ChannelLayout layout, int? numFeatures)
    {
        if (layout != ChannelLayout.Auto || column.Kind == ColumnKind.Image)
            return;
        if (IsFlatPixels(column))
            channel.Warning(FlatPixels(column));
        else if (numFeatures is null && MapsOf(column) is { } maps)
            channel.Warning(PooledMaps(column, maps));
    }

    private static bool IsFlatPixels(ColumnShape column) =>
        column is { IsScalar: false, Dimensions.Length: 1, Channels: { Channels: 3 or 4, Spatial: > 1 } };

    private static string FlatPixels(ColumnShape column) => FormattableString.Invariant(
        $"Column '{column.ColumnName}': the {column.Channels.Size} values are read channels first: {column.Channels.Spatial} of channel 0, then those of the next. ") +
        FormattableString.Invariant($"Pixels that are interleaved have channels last: value i is of channel i % {column.Channels.Channels}. ") +
        "Set Layout to ChannelsFirst or ChannelsLast.";

    /// <summary>The number of maps if the square of a few values at one end are positions, and not channels and a very narrow image.</summary>
    private static int? MapsOf(ColumnShape column) => column.Dimensions is [var first, var middle, var last]
        ? middle == last && last <= Few && first > Few ? first
        : first == middle && first <= Few && last > Few ? last
        : null
        : null;

    private static string PooledMaps(ColumnShape column, int maps)
    {
        bool last = column.Channels.ChannelsLast;
        return FormattableString.Invariant(
            $"Column '{column.ColumnName}' of {ColumnShape.Text(column.Dimensions)} is read channels {(last ? "last" : "first")}, as an image: ") +
            $"{Text(column.Channels.Channels, column.Channels.Spatial)}. Pooled feature maps have channels {(last ? "first" : "last")}: " +
            $"{Text(maps, column.Channels.Size / maps)}. Set Layout to ChannelsFirst or ChannelsLast.";
    }

    private static string Text(int channels, int values) => FormattableString.Invariant(
        $"{channels} channel{(channels == 1 ? "" : "s")} of {values} value{(values == 1 ? "" : "s")}");
}
