using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;
using MlNetBatchNorm.Reading;

namespace MlNetBatchNorm.Applying;

/// <summary>
/// The view of a source with an image column added. Whoever reads images by one cursor or by several gets one, whose rows are decoded ahead, a few
/// per thread, each by the next thread that is free: a set of cursors would leave few large files to one thread.
/// </summary>
internal sealed class ReadImagesView(RowToRowMapperTransform transform) : ITransformCanSaveOnnx, IRowToRowMapper
{
    private readonly IRowToRowMapper _mapper = transform;

    public IDataView Source => transform.Source;

    public bool CanShuffle => Source.CanShuffle;

    public DataViewSchema Schema => transform.OutputSchema;

    DataViewSchema IRowToRowMapper.InputSchema => Source.Schema;

    DataViewSchema IRowToRowMapper.OutputSchema => Schema;

    public long? GetRowCount() => Source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] columns = Checked(columnsNeeded);
        return ReadAhead(columns, Environment.ProcessorCount, rand)
            ?? NormalizedCursor.Over([Source.GetRowCursor(_mapper.GetDependencies(columns), rand)], _mapper, columns)[0];
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        DataViewSchema.Column[] columns = Checked(columnsNeeded);
        return ReadAhead(columns, n, rand) is { } cursor
            ? [cursor]
            : NormalizedCursor.Over(Source.GetRowCursorSet(_mapper.GetDependencies(columns), n, rand), _mapper, columns);
    }

    IEnumerable<DataViewSchema.Column> IRowToRowMapper.GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        _mapper.GetDependencies(dependingColumns);

    DataViewRow IRowToRowMapper.GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => _mapper.GetRow(input, activeColumns);

    bool ICanSaveOnnx.CanSaveOnnx(OnnxContext ctx) => ((ICanSaveOnnx)transform).CanSaveOnnx(ctx);

    void ISaveAsOnnx.SaveAsOnnx(OnnxContext ctx) => ((ISaveAsOnnx)transform).SaveAsOnnx(ctx);

    void ICanSaveModel.Save(ModelSaveContext ctx) => ((ICanSaveModel)transform).Save(ctx);

    private MappedCursor? ReadAhead(DataViewSchema.Column[] columns, int threads, Random? rand) =>
        columns.All(CopiedRow.CanCopy) && MapperChain.OfImages(this, columns) is { } chain ? new MappedCursor(chain, Schema, columns, threads, rand) : null;

    private static DataViewSchema.Column[] Checked(IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        return [.. columnsNeeded];
    }
}
