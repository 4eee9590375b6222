using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Columns;

/// <summary>All that a transformer knows of one column, and all that a model file keeps of it.</summary>
/// <param name="OutputColumnName">The column that is made.</param>
/// <param name="Input">The column that is read.</param>
/// <param name="BatchSize">How many rows make a batch.</param>
/// <param name="Statistics">Which statistics were learned.</param>
/// <param name="Pooled">The moments of all rows, from which a fit of exact statistics goes on; null for the others.</param>
/// <param name="Parameters">The map, channel by channel.</param>
internal sealed record FittedColumn(
    string OutputColumnName,
    ColumnShape Input,
    int BatchSize,
    BatchNormStatistics Statistics,
    ChannelMoments? Pooled,
    BatchNormParameters Parameters)
{
    /// <summary>Whether there are statistics to normalize by, instead of each batch being normalized by its own.</summary>
    public bool TrackRunningStats => !Parameters.RunningMean.IsEmpty;
}
