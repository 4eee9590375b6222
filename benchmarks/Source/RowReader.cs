using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Benchmarks.Source;

/// <summary>Reads every row of a column into one buffer.</summary>
internal static class RowReader
{
    /// <summary>By one thread; gives a value so that nothing is optimized away.</summary>
    public static T Read<T>(IDataView view, string column) where T : unmanaged
    {
        DataViewSchema.Column needed = view.Schema[column];
        using DataViewRowCursor cursor = view.GetRowCursorSet([needed], 1).Single();
        ValueGetter<VBuffer<T>> getter = cursor.GetGetter<VBuffer<T>>(needed);
        VBuffer<T> buffer = default;
        T last = default;
        while (cursor.MoveNext())
        {
            getter(ref buffer);
            last = buffer.GetValues()[0];
        }

        return last;
    }
}
