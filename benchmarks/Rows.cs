using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetBatchNorm.Benchmarks;

/// <summary>Random rows, and how they are read.</summary>
internal static class Rows
{
    /// <summary>A handful: together larger than the first cache, as rows of a real view are.</summary>
    private const int Distinct = 4;

    public static float[][] Singles(int size)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, Distinct).Select(_ => Enumerable.Range(0, size).Select(_ => (float)random.Next(256)).ToArray())];
    }

    public static MLImage[] Images(int height, int width)
    {
        var pixels = new byte[height * width * 4];
        new Random(1).NextBytes(pixels);
        return [.. Enumerable.Range(0, Distinct).Select(_ => MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, pixels))];
    }

    public static IDataView VectorView(int rows, params int[] dimensions) => RepeatedRowView.OfVectors(
        "Pixels", new VectorDataViewType(NumberDataViewType.Single, dimensions), Singles(dimensions.Aggregate(1, (a, b) => a * b)), rows);

    public static IDataView ImageView(int rows, int height, int width) =>
        RepeatedRowView.OfImages("Image", new ImageDataViewType(height, width), () => Images(height, width), rows);

    /// <summary>Reads a column of every row; gives a value so that nothing is optimized away.</summary>
    public static float Read(IDataView view, string column)
    {
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema[column]]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(view.Schema[column]);
        VBuffer<float> value = default;
        float last = 0;
        while (cursor.MoveNext())
        {
            getter(ref value);
            last = value.GetValues()[0];
        }

        return last;
    }
}
