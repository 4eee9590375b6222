using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;
using Microsoft.ML.Runtime;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Applying;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Onnx.Export;
using MlNetBatchNorm.Persistence;

namespace MlNetBatchNorm;

/// <summary>
/// Normalizes the channels of one or more columns: <c>y = (x - running mean) / sqrt(running variance + epsilon) * weight + bias</c>. Made by
/// fitting a <see cref="BatchNormEstimator"/> or by loading a model; saved with <c>mlContext.Model.Save</c> like any other transform.
/// </summary>
/// <remarks>
/// Immutable, and safe for use by any number of threads. Where no statistics are tracked (<c>trackRunningStats: false</c>) it is no
/// row-to-row mapper, because what becomes of a row depends on the rows of its batch: it serves <c>Transform</c>, but no prediction engine.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed partial class BatchNormTransformer : OneToOneTransformerBase, ITransformer
{
    internal const string RegistrationName = nameof(BatchNormTransformer);

    internal BatchNormTransformer(IHostEnvironment env, FittedColumns columns)
        : base(env.Register(RegistrationName), [.. columns.Select(column => (column.OutputColumnName, column.Input.ColumnName))])
    {
        Columns = columns;
        Parameters = columns.Select(column => column.Parameters).ToImmutableArray();
    }

    /// <summary>What was learned, one for each column, in the order in which the columns were given.</summary>
    public IReadOnlyList<BatchNormParameters> Parameters { get; }

    /// <summary>
    /// The exact statistics that were fitted from, which merge with those of other rows; null where the statistics are running ones, or where
    /// the parameters were not learned.
    /// </summary>
    public ChannelStatistics? Statistics => Columns.Exact;

    /// <summary>
    /// The options of the fit, as far as a model file keeps them: all that have an influence on what is learned, but for
    /// <see cref="BatchNormEstimator.Options.DropLastBatch"/> and, of running statistics, <see cref="BatchNormEstimator.Options.NonFinite"/>.
    /// Layout and NumFeatures are those that were found.
    /// </summary>
    public BatchNormEstimator.Options Options => Columns.ToOptions();

    internal IHostEnvironment Environment => Host;

    /// <summary>Whether the statistics come from rows.</summary>
    internal bool WasFitted => Columns.TracksRunningStats && Columns[0].Parameters.NumBatchesTracked > 0;

    internal FittedColumns Columns { get; }

    /// <summary>What was learned for one output column.</summary>
    /// <param name="outputColumnName">The name of an output column of this transformer.</param>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No output column has the name.</exception>
    public BatchNormParameters GetParameters(string outputColumnName)
    {
        ArgumentNullException.ThrowIfNull(outputColumnName);
        return Columns.FirstOrDefault(column => column.OutputColumnName == outputColumnName)?.Parameters
            ?? throw Errors.Parameter(nameof(outputColumnName),
                $"No output column is named '{outputColumnName}'. The output columns are: {string.Join(", ", Columns.Select(column => column.OutputColumnName))}.");
    }

    /// <summary>The view of <paramref name="input"/> with the normalized columns added; nothing is computed before rows are read.</summary>
    /// <param name="input">A data view that has the input columns, with the dimensions they had in the fit.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, of another type or of another shape than fitted.</exception>
    public new IDataView Transform(IDataView input)
    {
        Host.CheckValue(input, nameof(input));
        return Columns.TracksRunningStats ? new NormalizedView(MakeDataTransform(input)) : new BatchwiseView(Host, input, Columns, Bind(input.Schema), new Mapper(this, input.Schema));
    }

    /// <summary>
    /// The map back: a transformer that reads this one's output columns and writes their values, as they were before, to columns with the
    /// names of this one's input columns. Values that were bytes or pixels come back as Single, in the output column's dimensions.
    /// </summary>
    /// <returns>A transformer that is saved and loaded like this one.</returns>
    /// <exception cref="InvalidOperationException">
    /// There is no map back: a channel's weight is 0, its statistics are not finite, or no statistics are tracked.
    /// </exception>
    public BatchNormTransformer CreateInverse() => new(Host, Inverse.Of(Columns));

    /// <summary>A line a column: what it is made from, and what was learned.</summary>
    public override string ToString() => string.Join(System.Environment.NewLine,
        Columns.Select(column => $"{column.Input.ColumnName} to {column.OutputColumnName}: {column.Parameters}"));

    bool ITransformer.IsRowToRowMapper => Columns.TracksRunningStats;

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        ParametersValidation.RequireStatistics(Parameters[0],
            $"Column '{Columns[0].OutputColumnName}' cannot be mapped row by row", ", or use Transform on a data view");
        return new RowToRowMapperTransform(Host, new EmptyDataView(Host, inputSchema), MakeRowMapper(inputSchema), MakeRowMapper);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => SaveModel(ctx);

    /// <summary>Ends where a fit ends: in the constructor.</summary>
    internal static BatchNormTransformer Load(IHostEnvironment env, ModelLoadContext ctx)
    {
        uint version = BatchNormModelHeader.Check(ctx);
        return new BatchNormTransformer(env, BatchNormModelFormat.Read(ctx.Reader, version));
    }

    /// <inheritdoc/>
    protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        foreach (FittedColumn column in Columns)
            column.CheckSavable();
        BatchNormModelHeader.Write(ctx);
        BatchNormModelFormat.Write(ctx.Writer, Columns);
    }

    /// <inheritdoc/>
    protected override IRowMapper MakeRowMapper(DataViewSchema schema) => MakeMapper(schema);

    internal IRowMapper MakeMapper(DataViewSchema schema) => new Mapper(this, Checked(schema));

    private ColumnBindings Bind(DataViewSchema schema) =>
        new(Checked(schema), [.. Columns.Select(column => OutputSchema.Describe(column, schema))]);

    private DataViewSchema Checked(DataViewSchema schema)
    {
        foreach (FittedColumn column in Columns)
            ColumnFinder.CheckAgainst(column.Input, schema);
        return schema;
    }

    private sealed class Mapper(BatchNormTransformer parent, DataViewSchema inputSchema)
        : OneToOneMapperBase(parent.Host.Register(nameof(Mapper)), parent, inputSchema), ISaveAsOnnx
    {
        // ML.NET's export has no images.
        bool ICanSaveOnnx.CanSaveOnnx(OnnxContext ctx) => parent.Columns.All(column => column.Input.Kind != ColumnKind.Image);

        void ISaveAsOnnx.SaveAsOnnx(OnnxContext ctx) => new PipelineGraph(ctx).Add(parent.Columns);

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() =>
            [.. parent.Columns.Select(column => OutputSchema.Describe(column, InputSchema))];

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            // The base class calls the disposers of all columns if any column has one, so there must be none.
            disposer = null;
            return OutputColumn.MakeGetter(parent.Columns[iinfo], input);
        }
    }
}
