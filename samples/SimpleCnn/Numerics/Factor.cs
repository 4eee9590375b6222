namespace SimpleCnn.Numerics;

/// <summary>The left factor of a product: a matrix, or one transposed without being copied.</summary>
/// <param name="values">What the numbers lie in.</param>
/// <param name="rows">How many rows it has.</param>
/// <param name="columns">How many columns it has.</param>
/// <param name="rowStride">How far the next row is.</param>
/// <param name="columnStride">How far the next column is.</param>
internal readonly ref struct Factor(ReadOnlySpan<float> values, int rows, int columns, int rowStride, int columnStride)
{
    public readonly ReadOnlySpan<float> Values = values;
    public readonly int Rows = rows;
    public readonly int Columns = columns;
    public readonly int RowStride = rowStride;
    public readonly int ColumnStride = columnStride;

    /// <summary>A matrix whose rows follow one another.</summary>
    public static Factor Of(ReadOnlySpan<float> values, int rows, int columns) => new(values, rows, columns, columns, 1);

    public Factor Transposed() => new(Values, Columns, Rows, ColumnStride, RowStride);

    public void Check() => _ = Values[((Rows - 1) * RowStride) + ((Columns - 1) * ColumnStride)];
}
