using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;

namespace MlNetBatchNorm.Applying;

/// <summary>
/// The view of a source with normalized columns added. ML.NET's own view of a row mapper would read it by several threads, and copy every
/// row from one to another; normalizing costs less than that copy, so here a cursor adds its columns to the source's cursor, and nothing else.
/// The source decides for itself how it is read.
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
        return new NormalizedCursor(_mapper, Source.GetRowCursor(_mapper.GetDependencies(columns), rand), columns);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        DataViewSchema.Column[] columns = Checked(columnsNeeded);
        return [.. Source.GetRowCursorSet(_mapper.GetDependencies(columns), n, rand).Select(cursor => new NormalizedCursor(_mapper, cursor, columns))];
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
