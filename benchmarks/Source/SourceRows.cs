using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetBatchNorm.Benchmarks.Source;

/// <summary>Random rows, and how they are read.</summary>
internal static class SourceRows
{
    /// <summary>A handful: together larger than the nearer caches, as rows of a real view are.</summary>
    private const int Distinct = 4;

    public static float[][] Singles(int size)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, Distinct).Select(_ => Enumerable.Range(0, size).Select(_ => (float)random.Next(256)).ToArray())];
    }

    public static IDataView VectorView(int rows, params int[] dimensions) => RepeatedRowView.OfVectors(
        "Pixels", new VectorDataViewType(NumberDataViewType.Single, dimensions), Singles(dimensions.Aggregate(1, (a, b) => a * b)), rows);

    public static IDataView ByteView(int rows, params int[] dimensions)
    {
        byte[][] values = [.. Singles(dimensions.Aggregate(1, (a, b) => a * b)).Select(row => row.Select(value => (byte)value).ToArray())];
        return RepeatedRowView.OfVectors("Pixels", new VectorDataViewType(NumberDataViewType.Byte, dimensions), values, rows);
    }

    public static IDataView ImageView(int rows, int height, int width)
    {
        var pixels = new byte[height * width * 4];
        new Random(1).NextBytes(pixels);
        MLImage[] Images() => [.. Enumerable.Range(0, Distinct).Select(_ => MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, pixels))];
        return RepeatedRowView.OfImages("Image", new ImageDataViewType(height, width), Images, rows);
    }

    /// <summary>Reads a column of every row by one thread; gives a value so that nothing is optimized away.</summary>
    public static float Read(IDataView view, string column)
    {
        VBuffer<float> buffer = default;
        return Read(view, column, ref buffer, row => { });
    }

    /// <summary>Reads a column of every row by one cursor; some of ML.NET's transforms then read ahead by threads of their own.</summary>
    public static float ReadAhead(IDataView view, string column)
    {
        VBuffer<float> buffer = default;
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema[column]]);
        return Read(cursor, view.Schema[column], ref buffer, row => { });
    }

    /// <summary>Reads a column of every row into a buffer by one thread, and does something with it.</summary>
    public static float Read(IDataView view, string column, ref VBuffer<float> buffer, Action<VBuffer<float>> act)
    {
        using DataViewRowCursor cursor = view.GetRowCursorSet([view.Schema[column]], 1).Single();
        return Read(cursor, view.Schema[column], ref buffer, act);
    }

    /// <summary>Reads a column of every row by as many threads, each with a cursor of its own, as ML.NET's trainers do.</summary>
    public static void ReadSet(IDataView view, string column, int threads)
    {
        DataViewSchema.Column needed = view.Schema[column];
        Task.WaitAll([.. view.GetRowCursorSet([needed], threads).Select(cursor => Task.Factory.StartNew(
            () =>
            {
                using (cursor)
                {
                    VBuffer<float> buffer = default;
                    Read(cursor, needed, ref buffer, row => { });
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))]);
    }

    private static float Read(DataViewRowCursor cursor, DataViewSchema.Column column, ref VBuffer<float> buffer, Action<VBuffer<float>> act)
    {
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
        float last = 0;
        while (cursor.MoveNext())
        {
            getter(ref buffer);
            act(buffer);
            last = buffer.GetValues()[0];
        }

        return last;
    }
}
