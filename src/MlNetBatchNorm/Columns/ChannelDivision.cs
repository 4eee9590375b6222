using System.Collections.Immutable;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Numerics;

namespace MlNetBatchNorm.Columns;

/// <summary>Decides which of a column's dimensions is the channel.</summary>
internal static class ChannelDivision
{
    private const int MaxImageChannels = 4;

    /// <exception cref="ArgumentOutOfRangeException">The dimensions are ambiguous, or contradict the number of channels that was asked for.</exception>
    public static ChannelShape Divide(string columnName, ImmutableArray<int> dimensions, ChannelLayout layout, int? numFeatures)
    {
        int size = dimensions.Aggregate(1, (product, dimension) => product * dimension);
        if (dimensions.Length == 1)
            return DivideFlat(columnName, size, layout == ChannelLayout.ChannelsLast, numFeatures ?? size);

        bool last = (layout == ChannelLayout.Auto ? Guess(columnName, dimensions, numFeatures) : layout) == ChannelLayout.ChannelsLast;
        int channels = last ? dimensions[^1] : dimensions[0];
        if (numFeatures is { } asked && asked != channels)
            throw Errors.Column(columnName,
                $"has dimensions {ColumnShape.Text(dimensions)}, so with channels {(last ? "last" : "first")} the number of channels is {channels}, not {asked}. " +
                "Set Layout, or make NumFeatures or the number of means agree.");
        return new ChannelShape(channels, size / channels, last);
    }

    private static ChannelShape DivideFlat(string columnName, int size, bool last, int channels)
    {
        if (size % channels != 0)
            throw Errors.Column(columnName,
                $"has {size} values, which do not divide into {channels} channels. Make NumFeatures or the number of means agree.");
        return new ChannelShape(channels, size / channels, last);
    }

    private static ChannelLayout Guess(string columnName, ImmutableArray<int> dimensions, int? numFeatures)
    {
        bool image = dimensions.Length == 3;
        bool first = numFeatures is { } asked ? dimensions[0] == asked : image && dimensions[0] <= MaxImageChannels;
        bool last = numFeatures is { } channels ? dimensions[^1] == channels : image && dimensions[^1] <= MaxImageChannels;
        if (first && last && image)
            throw Errors.Column(columnName,
                $"has dimensions {ColumnShape.Text(dimensions)}, whose first and last may both be the channels. Set Layout to ChannelsFirst or ChannelsLast.");
        return last && !first ? ChannelLayout.ChannelsLast : ChannelLayout.ChannelsFirst;
    }
}
