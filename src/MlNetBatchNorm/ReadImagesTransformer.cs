using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetBatchNorm.Applying;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Persistence;

namespace MlNetBatchNorm;

/// <summary>
/// Reads, resizes and crops images in one pass. Made by fitting a <see cref="ReadImagesEstimator"/> or by loading a model; saved with
/// <c>mlContext.Model.Save</c> like any other transform.
/// </summary>
/// <remarks>
/// A missing, truncated or oversized file, or one that is not an image, is an error when its row is read. The message names the column, the row and
/// the path. Images are decoded on all cores, even for a single cursor, and are the same for any number of threads. Immutable, and safe for use by any
/// number of threads.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class ReadImagesTransformer : OneToOneTransformerBase, ITransformer
{
    private readonly ReadColumn _column;

    internal ReadImagesTransformer(IHostEnvironment env, ReadColumn column)
        : base(env.Register(nameof(ReadImagesTransformer)), [(column.OutputColumnName, column.InputColumnName)]) => _column = column;

    /// <summary>How images are read.</summary>
    public ImageReading Reading => _column.Reading;

    /// <summary>The folder that paths are relative to; null for the current folder.</summary>
    public string? ImageFolder => _column.ImageFolder;

    /// <summary>Adds the image column to a data view. Nothing is read until rows are.</summary>
    /// <param name="input">A data view with the input column.</param>
    /// <returns>A view of the input with the image column.</returns>
    /// <exception cref="ArgumentNullException">The input is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing, or is neither text nor a vector of bytes.</exception>
    public new IDataView Transform(IDataView input)
    {
        Host.CheckValue(input, nameof(input));
        _column.Check(input.Schema);
        return new ReadImagesView(MakeDataTransform(input));
    }

    /// <summary>The columns, and how images are read.</summary>
    public override string ToString() => $"{_column.InputColumnName} to {_column.OutputColumnName}: {Reading}";

    void ICanSaveModel.Save(ModelSaveContext ctx) => SaveModel(ctx);

    internal static ReadImagesTransformer Load(IHostEnvironment env, ModelLoadContext ctx) => new(env, ReadImagesModelFormat.Read(ctx));

    internal IRowMapper MakeMapper(DataViewSchema schema) => MakeRowMapper(schema);

    /// <inheritdoc/>
    protected override void SaveModel(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ReadImagesModelFormat.Write(ctx, _column);
    }

    /// <inheritdoc/>
    protected override IRowMapper MakeRowMapper(DataViewSchema schema)
    {
        Host.CheckValue(schema, nameof(schema));
        _column.Check(schema);
        return new Mapper(this, schema);
    }

    private sealed class Mapper(ReadImagesTransformer parent, DataViewSchema inputSchema)
        : OneToOneMapperBase(parent.Host.Register(nameof(Mapper)), parent, inputSchema)
    {
        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore() => [parent._column.Describe()];

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            return ImageGetter.Make(parent._column, input);
        }
    }
}
