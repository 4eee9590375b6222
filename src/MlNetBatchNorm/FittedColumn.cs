using System.Collections.Immutable;
using MlNetBatchNorm.Numerics;

namespace MlNetBatchNorm;

/// <summary>All that a transformer knows of one column, and all that a model file keeps of it.</summary>
/// <param name="OutputColumnName">The column that is made.</param>
/// <param name="InputColumnName">The column that is read.</param>
/// <param name="Kind">What the input column holds.</param>
/// <param name="Dimensions">The input column's dimensions.</param>
/// <param name="BatchSize">How many rows make a batch.</param>
/// <param name="Statistics">Which statistics were learned.</param>
/// <param name="Pooled">The moments of all rows, from which a fit of exact statistics goes on; null for the others.</param>
/// <param name="Parameters">The map, channel by channel.</param>
internal sealed record FittedColumn(
    string OutputColumnName,
    string InputColumnName,
    ItemKind Kind,
    ImmutableArray<int> Dimensions,
    int BatchSize,
    BatchNormStatistics Statistics,
    ChannelMoments? Pooled,
    BatchNormParameters Parameters)
{
    /// <summary>Whether statistics were learned, instead of each batch being normalized by its own.</summary>
    public bool TrackRunningStats => !Parameters.RunningMean.IsEmpty;

    /// <summary>How a row divides into channels.</summary>
    public ChannelShape Channels { get; } = Divide(Dimensions, Parameters);

    private static ChannelShape Divide(ImmutableArray<int> dimensions, BatchNormParameters parameters)
    {
        int size = dimensions.Aggregate(1, (product, dimension) => product * dimension);
        return new ChannelShape(parameters.NumFeatures, size / parameters.NumFeatures, parameters.Layout == ChannelLayout.ChannelsLast);
    }
}
