using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Fitting;

namespace MlNetBatchNorm;

/// <summary>
/// Fits per-channel batch normalization with the semantics of torch.nn.BatchNorm1d, 2d and 3d. Made by
/// <see cref="BatchNormCatalog.NormalizeBatch(TransformsCatalog, string, string, int, float, float?, bool, bool)"/>.
/// </summary>
/// <remarks>
/// Input columns are vectors of Single, Double or Byte of known size with one to four dimensions, or images of known size. The output has
/// the same dimensions, <c>[C, H, W]</c> for images (<c>[H, W, C]</c> with <see cref="ChannelLayout.ChannelsLast"/>), and holds Single, or
/// Double where the input does. Immutable; several fits may run at once.
/// </remarks>
public sealed partial class BatchNormEstimator : IEstimator<BatchNormTransformer>
{
    private readonly IHost _host;
    private readonly ImmutableArray<InputOutputColumnPair> _columns;
    private readonly Options _options;
    private readonly BatchNormParameters? _known;

    internal BatchNormEstimator(IHostEnvironment env, IReadOnlyList<InputOutputColumnPair> columns, Options options)
    {
        _host = env.Register(nameof(BatchNormEstimator));
        ColumnPairsValidation.Check(columns);
        OptionsValidation.Check(options);
        _columns = [.. columns];
        _options = options;
    }

    /// <summary>Nothing is left to learn: fitting only looks at the column's type.</summary>
    internal BatchNormEstimator(IHostEnvironment env, InputOutputColumnPair column, BatchNormParameters known, ImageChannels imageChannels)
        : this(env, [column], new Options
        {
            Epsilon = known.Epsilon,
            Momentum = known.Momentum,
            Affine = known.Weight.HasValue,
            Layout = known.Layout,
            NumFeatures = known.NumFeatures,
            ImageChannels = imageChannels,
        })
    {
        _known = known;
    }

    /// <summary>Learns the statistics of every column in one pass over the rows.</summary>
    /// <param name="input">The training data; read once, in its order, and never written to.</param>
    /// <returns>A transformer that normalizes with what was learned.</returns>
    /// <exception cref="ArgumentNullException">The input is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, of a wrong type, or its channels cannot be told.</exception>
    /// <exception cref="InvalidOperationException">
    /// There are no rows, a batch has one value a channel, or a value is not finite (see <see cref="Options.NonFinite"/>).
    /// </exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public BatchNormTransformer Fit(IDataView input) => FitCore(input, previous: null);

    /// <summary>
    /// Goes on where the fit that gave <paramref name="previous"/> stopped: two fits of halves, parted at the end of a batch, learn the same
    /// to the bit as one fit of the whole, also after a save and a load in between.
    /// </summary>
    /// <param name="input">More training data.</param>
    /// <param name="previous">What was learned before; it is not changed.</param>
    /// <returns>A new transformer that normalizes with what was learned from both.</returns>
    /// <exception cref="ArgumentNullException">The input or the previous transformer is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is not as it must be, or the previous transformer has other columns, channels or options than this estimator.
    /// </exception>
    /// <exception cref="InvalidOperationException">As for <see cref="Fit(IDataView)"/>.</exception>
    /// <exception cref="OperationCanceledException">The fit was cancelled.</exception>
    public BatchNormTransformer Fit(IDataView input, BatchNormTransformer previous)
    {
        ArgumentNullException.ThrowIfNull(previous);
        if (_known is not null)
            throw Errors.Parameter(nameof(previous),
                "This estimator has its parameters already and learns nothing, so no fit can go on. Make one that learns with NormalizeBatch.");
        return FitCore(input, previous);
    }

    /// <summary>What the output will look like, given what the input looks like.</summary>
    /// <param name="inputSchema">The shape of the input's schema.</param>
    /// <returns>The input's columns and the output columns.</returns>
    /// <exception cref="ArgumentNullException">The schema is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(column => column.Name);
        foreach (InputOutputColumnPair pair in _columns)
        {
            (SchemaShape.Column input, ColumnKind kind) = ColumnFinder.Find(inputSchema, pair.InputColumnName);
            columns[pair.OutputColumnName] =
                OutputSchema.Promise(pair.OutputColumnName, input, kind, _options.TrackRunningStats, _options.Affine);
        }

        return new SchemaShape(columns.Values);
    }

    private BatchNormTransformer FitCore(IDataView input, BatchNormTransformer? previous)
    {
        _host.CheckValue(input, nameof(input));
        ColumnShape[] shapes = [.. _columns.Select(pair =>
            ColumnFinder.Find(input.Schema, pair.InputColumnName, _options.Layout, _options.NumFeatures, _options.ImageChannels))];
        if (previous is not null)
            ContinuationValidation.Check(previous, _columns, shapes, _options);
        return new BatchNormTransformer(_host, _known is null ? Learn(input, shapes, previous) : [Known(shapes[0], _known)]);
    }

    private ImmutableArray<FittedColumn> Learn(IDataView input, ColumnShape[] shapes, BatchNormTransformer? previous)
    {
        _options.CancellationToken.ThrowIfCancellationRequested();
        ColumnStatistics[] statistics = [.. shapes.Select((shape, i) => new ColumnStatistics(shape, _options, previous?.Columns[i]))];
        InitialAffine[] affine = [.. shapes.Select((shape, i) => InitialAffine.Create(shape, _options, previous?.Columns[i]))];
        using IChannel channel = _host.Start("Fit");
        if (_options.TrackRunningStats)
            new StatisticsPass(_host, channel, input, _options, statistics).Run();

        ImmutableArray<FittedColumn> columns = [.. statistics.Select((column, i) => new FittedColumn(
            _columns[i].OutputColumnName, column.Column, _options.BatchSize, _options.Statistics, column.Pooled,
            column.ToParameters(affine[i].Weight, affine[i].Bias)))];
        FitWarnings.Write(channel, columns);
        return columns;
    }

    private FittedColumn Known(ColumnShape shape, BatchNormParameters known) => new(
        _columns[0].OutputColumnName, shape, _options.BatchSize, BatchNormStatistics.Running, Pooled: null, known.WithLayout(shape.Layout));
}
