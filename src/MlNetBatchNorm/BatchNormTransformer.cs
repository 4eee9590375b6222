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
/// Immutable, and safe for use by any number of threads. If no statistics are tracked (<c>trackRunningStats: false</c>), it is not a row-to-row
/// mapper, because the result for a row depends on the other rows of its batch: <c>Transform</c> works, a prediction engine does not.
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

    /// <summary>The parameters of each column, in the order in which the columns were given.</summary>
    public IReadOnlyList<BatchNormParameters> Parameters { get; }

    /// <summary>
    /// The exact statistics of the fit, which merge with those of other rows; null for running statistics, and for parameters that were not
    /// learned.
    /// </summary>
    public ChannelStatistics? Statistics => Columns.Exact;

    /// <summary>
    /// The options of the fit that a model file keeps: all that influence the result, except
    /// <see cref="BatchNormEstimator.Options.DropLastBatch"/>, <see cref="BatchNormEstimator.Options.SkipUnreadableRows"/> and, for running
    /// statistics, <see cref="BatchNormEstimator.Options.NonFinite"/>. Layout and NumFeatures are those that the fit found.
    /// </summary>
    public BatchNormEstimator.Options Options => Columns.ToOptions();

    internal IHostEnvironment Environment => Host;

    /// <summary>Whether the statistics come from rows.</summary>
    internal bool WasFitted => Columns.TracksRunningStats && Columns[0].Parameters.NumBatchesTracked > 0;

    internal FittedColumns Columns { get; }

    /// <summary>The parameters of one output column.</summary>
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

    /// <summary>Adds the normalized columns to a data view. Nothing is computed until rows are read.</summary>
    /// <param name="input">A data view with the input columns, of the same types and dimensions as in the fit.</param>
    /// <returns>A view of the input with the normalized columns.</returns>
    /// <exception cref="ArgumentNullException">The input is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or has another type or other dimensions than in the fit.</exception>
    public new IDataView Transform(IDataView input)
    {
        Host.CheckValue(input, nameof(input));
        foreach (FittedColumn column in Columns)
            MissingColumn.Check(input, column.Input.ColumnName);
        return Columns.TracksRunningStats ? new NormalizedView(MakeDataTransform(input)) : new BatchwiseView(Host, input, Columns, Bind(input.Schema), new Mapper(this, input.Schema));
    }

    /// <summary>
    /// Makes the inverse: a transformer that reads this one's output columns and restores the original values, in columns with the names of this
    /// one's input columns. Bytes and pixels are restored as Single, with the output column's dimensions.
    /// </summary>
    /// <returns>A transformer that is saved and loaded like this one.</returns>
    /// <exception cref="InvalidOperationException">
    /// There is no inverse: a channel's weight is 0, a channel is constant and epsilon is 0, statistics are not finite, or none are tracked.
    /// </exception>
    public BatchNormTransformer CreateInverse() => new(Host, Inverse.Of(Columns));

    /// <summary>One line per column: its input, its output and its parameters.</summary>
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
        FittedColumns columns = BatchNormModelFormat.Read(ctx.Reader, version);
        using IChannel channel = env.Register(RegistrationName).Start("Load");
        ImageMaker.Warn(channel, columns.Select(column => column.Input));
        return new BatchNormTransformer(env, columns);
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
