namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>
/// Sixteen doubles that are computed side by side. The number is fixed, whatever the hardware's vectors hold, so that partial sums,
/// and with them every rounding, are the same on every machine.
/// </summary>
internal interface ISixteenDoubles<TSelf> where TSelf : struct, ISixteenDoubles<TSelf>
{
    /// <summary>The same value in every lane.</summary>
    static abstract TSelf Broadcast(double value);

    /// <summary>Sixteen values from memory, converted to double, which is exact for float.</summary>
    static abstract TSelf Load<T>(ref readonly T source) where T : unmanaged;

    /// <summary>Writes the sixteen values to memory.</summary>
    static abstract void Store(TSelf lanes, ref double destination);

    /// <summary>The values of the nearest floats.</summary>
    static abstract TSelf RoundToSingle(TSelf lanes);

    /// <summary>The sum of all lanes, by halves: of 8 and 8, of 4 and 4, of 2 and 2, and of the last two.</summary>
    static abstract double Sum(TSelf lanes);

    /// <summary>The sum, lane by lane.</summary>
    static abstract TSelf operator +(TSelf left, TSelf right);

    /// <summary>The difference, lane by lane.</summary>
    static abstract TSelf operator -(TSelf left, TSelf right);

    /// <summary>The product, lane by lane.</summary>
    static abstract TSelf operator *(TSelf left, TSelf right);

    /// <summary>The quotient, lane by lane.</summary>
    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>The larger value, lane by lane; NaN where either is.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>The first <paramref name="count"/> lanes, and zero in the others.</summary>
    static abstract TSelf KeepFirst(TSelf lanes, int count);

    /// <summary>Lane by lane, the one or the other value, depending on whether <paramref name="lanes"/> is a finite number.</summary>
    static abstract TSelf WhereFinite(TSelf lanes, TSelf finite, TSelf otherwise);

    /// <summary>The same values, but one NaN for all.</summary>
    static abstract TSelf Canonical(TSelf lanes);

    /// <summary><c>left * right + addend</c>, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);
}

/// <summary>The number of lanes.</summary>
internal static class Lanes
{
    public const int Count = 16;

    /// <summary>The least number of whole lanes that hold <paramref name="values"/> values, as a number of values.</summary>
    public static int Padded(int values) => (int)Math.Min(((long)values + Count - 1) / Count * Count, Array.MaxLength);
}
