using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;
using MlNetBatchNorm.Reading;

namespace MlNetBatchNorm.Applying;

/// <summary>
/// The view of a source with normalized columns added. ML.NET's own view of a row mapper would read it by several threads, and copy every
/// row from one to another; normalizing costs less than that copy, so here a cursor adds its columns to the source's cursor, and nothing else.
/// The source decides for itself how it is read; but where it decodes images, a single cursor does so ahead, a few rows per core.
/// </summary>
internal sealed class NormalizedView(RowToRowMapperTransform transform) : ITransformCanSaveOnnx
{
    private readonly IRowToRowMapper _mapper = transform;

    public IDataView Source => transform.Source;

    public bool CanShuffle => Source.CanShuffle;

    public DataViewSchema Schema => transform.OutputSchema;

    public long? GetRowCount() => Source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] columns = Checked(columnsNeeded);
        // Where ML.NET extracts the pixels, its single cursor decodes ahead on all cores; so this one does, too.
        if (DataViewUtils.AllCacheable(columns) && MapperChain.OfImages(transform, columns) is { } images)
            return new MappedCursor(images, Schema, columns, Environment.ProcessorCount, rand);
        return NormalizedCursor.Over([Source.GetRowCursor(_mapper.GetDependencies(columns), rand)], _mapper, columns)[0];
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        DataViewSchema.Column[] columns = Checked(columnsNeeded);
        return NormalizedCursor.Over(Source.GetRowCursorSet(_mapper.GetDependencies(columns), n, rand), _mapper, columns);
    }

    bool ICanSaveOnnx.CanSaveOnnx(OnnxContext ctx) => ((ICanSaveOnnx)transform).CanSaveOnnx(ctx);

    void ISaveAsOnnx.SaveAsOnnx(OnnxContext ctx) => ((ISaveAsOnnx)transform).SaveAsOnnx(ctx);

    void ICanSaveModel.Save(ModelSaveContext ctx) => ((ICanSaveModel)transform).Save(ctx);

    private static DataViewSchema.Column[] Checked(IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        return [.. columnsNeeded];
    }
}
