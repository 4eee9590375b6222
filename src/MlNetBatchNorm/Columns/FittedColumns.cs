using System.Collections;
using System.Collections.Immutable;

namespace MlNetBatchNorm.Columns;

/// <summary>The columns of one transformer, which are applied together, and what they share.</summary>
/// <param name="batchSize">How many rows make a batch.</param>
/// <param name="columns">The columns, at least one; statistics are tracked for all of them or for none.</param>
/// <param name="exact">The exact statistics that the columns were fitted from, and that a fit goes on from; null for running ones.</param>
internal sealed class FittedColumns(int batchSize, ImmutableArray<FittedColumn> columns, ChannelStatistics? exact = null) : IReadOnlyList<FittedColumn>
{
    private readonly ImmutableArray<FittedColumn> _columns = exact is null
        ? columns
        : [.. columns.Select(column => column with { Parameters = column.Parameters.WithRowCount(exact.Rows) })];

    public int BatchSize { get; } = batchSize;

    /// <summary>Exact statistics; null where running ones were learned, or none.</summary>
    public ChannelStatistics? Exact { get; } = exact;

    /// <summary>Which statistics were learned.</summary>
    public BatchNormStatistics Statistics => Exact is null ? BatchNormStatistics.Running : BatchNormStatistics.Exact;

    /// <summary>Whether there are statistics to normalize by, instead of each batch being normalized by its own.</summary>
    public bool TracksRunningStats => _columns[0].Parameters.TracksRunningStats;

    /// <summary>Options that a fit of these columns continues with.</summary>
    public BatchNormEstimator.Options ToOptions()
    {
        BatchNormParameters first = _columns[0].Parameters;
        return new BatchNormEstimator.Options
        {
            BatchSize = BatchSize,
            Epsilon = first.Epsilon,
            Momentum = first.Momentum,
            Statistics = Statistics,
            NonFinite = Exact?.NonFinite ?? NonFiniteHandling.Throw,
            Affine = first.IsAffine,
            Weight = Given(parameters => parameters.Weight, neutral: 1),
            Bias = Given(parameters => parameters.Bias, neutral: 0),
            TrackRunningStats = TracksRunningStats,
            // If they differ, each was decided by its dimensions.
            Layout = _columns.All(column => column.Parameters.Layout == first.Layout) ? first.Layout : ChannelLayout.Auto,
            NumFeatures = _columns.All(column => column.Parameters.NumFeatures == first.NumFeatures) ? first.NumFeatures : null,
            ImageChannels = _columns.Select(column => column.Input.Image?.Channels).FirstOrDefault(image => image is not null) ?? ImageChannels.Rgb,
        };
    }

    /// <summary>The values that were asked for: null where no column has others than the neutral one.</summary>
    private ImmutableArray<float>? Given(Func<BatchNormParameters, ImmutableArray<float>?> values, float neutral) =>
        values(_columns[0].Parameters) is { } first && first.Any(value => value != neutral) ? first : null;

    public int Count => _columns.Length;

    public FittedColumn this[int index] => _columns[index];

    public IEnumerator<FittedColumn> GetEnumerator() => ((IEnumerable<FittedColumn>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
