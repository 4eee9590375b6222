namespace SimpleCnn.Numerics;

/// <summary>Rows of equal length, at any places of an array: those of a matrix, or the shifted windows of an image that a convolution multiplies by.</summary>
/// <param name="values">What the rows lie in.</param>
/// <param name="starts">Where each row begins.</param>
/// <param name="length">The length of each row.</param>
internal readonly ref struct Rows(ReadOnlySpan<float> values, ReadOnlySpan<int> starts, int length)
{
    public readonly ReadOnlySpan<float> Values = values;
    public readonly ReadOnlySpan<int> Starts = starts;
    public readonly int Length = length;

    public int Count => Starts.Length;

    /// <summary>The beginnings of rows that follow one another.</summary>
    public static int[] Every(int length, int count) => [.. Enumerable.Range(0, count).Select(row => row * length)];

    /// <summary>The reads of the products are not checked one by one; this check of every row is.</summary>
    public void Check()
    {
        foreach (int start in Starts)
            _ = Values.Slice(start, Length);
    }
}
