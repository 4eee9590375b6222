using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Benchmarks.Source;

/// <summary>
/// A view that gives one of a few values as every row, copied into the caller's buffer (or handed over, for images): the cheapest source there
/// is, so that what a transform adds to it shows.
/// </summary>
internal sealed class RepeatedRowView : IDataView
{
    private readonly Func<Delegate> _getter;
    private readonly long _rows;

    private RepeatedRowView(string name, DataViewType type, long rows, Func<Delegate> getter)
    {
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(name, type);
        Schema = schema.ToSchema();
        _rows = rows;
        _getter = getter;
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    /// <summary>Rows of a vector column.</summary>
    public static RepeatedRowView OfVectors<T>(string name, VectorDataViewType type, T[][] values, long rows) where T : unmanaged =>
        new(name, type, rows, () =>
        {
            int next = 0;
            return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) =>
            {
                T[] value = values[next++ % values.Length];
                VBufferEditor<T> editor = VBufferEditor.Create(ref destination, value.Length);
                value.AsSpan().CopyTo(editor.Values);
                destination = editor.Commit();
            });
        });

    /// <summary>Rows of an image column; each cursor makes images of its own, because ExtractPixels disposes of the last that it gets.</summary>
    public static RepeatedRowView OfImages(string name, DataViewType type, Func<MLImage[]> create, long rows) =>
        new(name, type, rows, () =>
        {
            MLImage[] images = create();
            int next = 0;
            return (ValueGetter<MLImage>)((ref MLImage destination) => destination = images[next++ % images.Length]);
        });

    public long? GetRowCount() => _rows;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(this);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [new Cursor(this)];

    private sealed class Cursor(RepeatedRowView view) : DataViewRowCursor
    {
        private long _position = -1;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _position;

        public override long Batch => 0;

        public override bool MoveNext() => ++_position < view._rows;

        public override bool IsColumnActive(DataViewSchema.Column column) => true;

        public override ValueGetter<DataViewRowId> GetIdGetter() =>
            (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => (ValueGetter<TValue>)view._getter();
    }
}
