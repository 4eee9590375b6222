using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Fitting;

/// <summary>The source of an estimator's parameters: they are learned from rows, or given by the caller.</summary>
internal abstract class BatchNormFit(IReadOnlyList<InputOutputColumnPair> columns)
{
    /// <summary>The columns to read and to make.</summary>
    public IReadOnlyList<InputOutputColumnPair> Columns { get; } = [.. columns];

    /// <summary>Whether the output columns are normalized by statistics, instead of each batch by its own.</summary>
    public abstract bool TracksRunningStats { get; }

    /// <summary>Whether the output columns have a weight and a bias.</summary>
    public abstract bool IsAffine { get; }

    /// <summary>Makes the fitted columns.</summary>
    public abstract FittedColumns Fit(IHost host, IDataView input);

    /// <summary>Makes the fitted columns, going on from a previous fit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">This fit cannot go on from the previous one.</exception>
    public abstract FittedColumns Fit(IHost host, IDataView input, FittedColumns previous);

    /// <summary>Collects exact statistics, of a shard where one is given.</summary>
    /// <exception cref="InvalidOperationException">Nothing is learned, or running statistics are.</exception>
    public abstract ChannelStatistics Collect(IHost host, IDataView input, Shard? shard);

    /// <summary>Makes the fitted columns from exact statistics.</summary>
    /// <exception cref="InvalidOperationException">Nothing is learned, or running statistics are.</exception>
    public abstract FittedColumns Fit(IHost host, ChannelStatistics statistics);
}
