namespace MlNetBatchNorm.Numerics;

/// <summary>Values per channel, repeated for interleaved channels.</summary>
internal static class Periodic
{
    /// <summary>Repeats <paramref name="values"/> as often as the destination holds them, and then as many of them as it holds.</summary>
    public static void Fill<T>(ReadOnlySpan<T> values, Span<T> destination)
    {
        for (; destination.Length > values.Length; destination = destination[values.Length..])
            values.CopyTo(destination);
        values[..destination.Length].CopyTo(destination);
    }

    /// <summary>Repeats the first <paramref name="count"/> of the values up to <paramref name="length"/> of them, in a longer array if need be.</summary>
    public static T[] Extend<T>(T[] values, int count, int length)
    {
        T[] extended = values.Length < length ? new T[length] : values;
        Fill(values.AsSpan(0, count), extended.AsSpan(0, length));
        return extended;
    }
}
