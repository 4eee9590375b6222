using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Views;

/// <summary>Rows of which some are sparse, one of them without any value, and some dense.</summary>
internal static class SparseRows
{
    public static VBuffer<float>[] Create(int count, int size) =>
        [.. TestRows.Create<float>(count, size).Select((row, i) => Sparse(row, i))];

    private static VBuffer<float> Sparse(float[] values, int row)
    {
        if (row % 4 == 1)
            return new VBuffer<float>(values.Length, values);
        int[] indices = [.. Enumerable.Range(0, values.Length).Where(i => row % 4 != 2 && (i * 7 % 5) <= row % 4)];
        return new VBuffer<float>(values.Length, indices.Length, [.. indices.Select(i => values[i])], indices);
    }
}
