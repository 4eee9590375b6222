using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Fitting;

namespace MlNetBatchNorm;

/// <summary>
/// Fits per-channel batch normalization with the semantics of torch.nn.BatchNorm1d, 2d and 3d. Made by
/// <see cref="BatchNormCatalog.NormalizeBatch(TransformsCatalog, string, string, int, float, float?, bool, bool, BatchNormStatistics)"/>.
/// </summary>
/// <remarks>
/// Input columns are images of known size, single numbers, or vectors of known size with one to four dimensions; numbers are Single, Double or
/// Byte. The output has the same dimensions, <c>[C, H, W]</c> for images (<c>[H, W, C]</c> with <see cref="ChannelLayout.ChannelsLast"/>), and
/// holds Double if the input does, and Single otherwise. Immutable, and safe for use by any number of threads; several fits may run at once.
/// </remarks>
public sealed partial class BatchNormEstimator : IEstimator<BatchNormTransformer>
{
    private readonly IHost _host;
    private readonly BatchNormFit _source;

    internal BatchNormEstimator(IHostEnvironment env, BatchNormFit source)
    {
        _host = env.Register(nameof(BatchNormEstimator));
        _source = source;
    }

    /// <summary>Learns the statistics of every column in one pass over the rows.</summary>
    /// <param name="input">The training data; read once, in its order, and never written to.</param>
    /// <returns>A transformer that normalizes with the learned statistics.</returns>
    /// <exception cref="ArgumentNullException">The input is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, of a wrong type, or its channels are ambiguous.</exception>
    /// <exception cref="InvalidOperationException">
    /// There are no rows; a batch has one value per channel; a row cannot be read (see <see cref="Options.SkipUnreadableRows"/>); or a value is not
    /// finite (see <see cref="Options.NonFinite"/>).
    /// </exception>
    /// <exception cref="OperationCanceledException">The fit was canceled.</exception>
    // Fit(null) means a view, despite the overload for statistics.
    [OverloadResolutionPriority(1)]
    public BatchNormTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new BatchNormTransformer(_host, _source.Fit(_host, input));
    }

    /// <summary>
    /// Continues the fit that gave <paramref name="previous"/>. If the data is split at a batch boundary, fitting the parts in turn gives
    /// bit-identical parameters to one fit of the whole, even with a save and a load in between. Exact statistics may be split anywhere.
    /// </summary>
    /// <param name="input">More training data. Without usable rows, the learned parameters do not change, and the log says so.</param>
    /// <param name="previous">
    /// The earlier fit's transformer; it is not changed. A weight and a bias that this estimator does not set are taken from it.
    /// </param>
    /// <returns>A new transformer that normalizes with the statistics of both.</returns>
    /// <exception cref="ArgumentNullException">The input or the previous transformer is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing, of a wrong type, or its channels are ambiguous; or the previous transformer has other columns, channels or options than
    /// this estimator. Options that do not influence what is learned may differ: with exact statistics, all but
    /// <see cref="Options.NonFinite"/>.
    /// </exception>
    /// <exception cref="InvalidOperationException">As for <see cref="Fit(IDataView)"/>.</exception>
    /// <exception cref="OperationCanceledException">The fit was canceled.</exception>
    public BatchNormTransformer Fit(IDataView input, BatchNormTransformer previous)
    {
        ArgumentNullException.ThrowIfNull(previous);
        _host.CheckValue(input, nameof(input));
        return new BatchNormTransformer(_host, _source.Fit(_host, input, previous.Columns));
    }

    /// <summary>
    /// Collects exact statistics from rows, to save, to merge with those of other rows, and to fit from. Requires
    /// <see cref="BatchNormStatistics.Exact"/>.
    /// </summary>
    /// <param name="rows">The training data, or a part of it, which may be empty; read once, in its order, and never written to.</param>
    /// <param name="shard">The part of a data set that the rows are; null (default) if it is not split by a plan.</param>
    /// <returns>The statistics, the same for any number of threads.</returns>
    /// <exception cref="ArgumentNullException">The rows are null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, of a wrong type, or its channels are ambiguous; or the shard is invalid.</exception>
    /// <exception cref="InvalidOperationException">
    /// This estimator learns running statistics, or nothing; a row cannot be read (see <see cref="Options.SkipUnreadableRows"/>); or a value is not
    /// finite (see <see cref="Options.NonFinite"/>). The message names the row.
    /// </exception>
    /// <exception cref="OperationCanceledException">The pass over the rows was canceled.</exception>
    public ChannelStatistics CollectStatistics(IDataView rows, Shard? shard = null)
    {
        _host.CheckValue(rows, nameof(rows));
        if (shard is not null)
            ShardValidation.Check(shard.Plan, shard.Index, shard.Count);
        return _source.Collect(_host, rows, shard);
    }

    /// <summary>
    /// Fits from collected statistics, without reading rows. The parameters are bit-identical to those of one fit of all the rows. Requires
    /// <see cref="BatchNormStatistics.Exact"/>.
    /// </summary>
    /// <param name="statistics">
    /// Statistics of this estimator's input columns, collected with the same <see cref="Options.NonFinite"/>; batch size, epsilon, weight and bias
    /// are this estimator's. All shards of their plan must be present.
    /// </param>
    /// <returns>A transformer that normalizes with the learned statistics.</returns>
    /// <exception cref="ArgumentNullException">The statistics are null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The statistics have other columns or options than this estimator, and the message names the first difference; or shards are missing, and
    /// it lists them.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// This estimator learns running statistics, or nothing; or the statistics have no rows, or only one value per channel.
    /// </exception>
    public BatchNormTransformer Fit(ChannelStatistics statistics)
    {
        _host.CheckValue(statistics, nameof(statistics));
        return new BatchNormTransformer(_host, _source.Fit(_host, statistics));
    }

    /// <summary>The schema of the output for a given input schema.</summary>
    /// <param name="inputSchema">The shape of the input's schema.</param>
    /// <returns>The input's columns and the output columns.</returns>
    /// <exception cref="ArgumentNullException">The schema is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(column => column.Name);
        foreach (InputOutputColumnPair pair in _source.Columns)
        {
            MissingColumn.Check(inputSchema, pair);
            (SchemaShape.Column input, ColumnKind kind) = ColumnFinder.Find(inputSchema, pair.InputColumnName);
            columns[pair.OutputColumnName] =
                OutputSchema.Promise(pair.OutputColumnName, input, kind, _source.TracksRunningStats, _source.IsAffine);
        }

        return new SchemaShape(columns.Values);
    }
}
