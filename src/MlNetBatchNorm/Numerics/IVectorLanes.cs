namespace MlNetBatchNorm.Numerics;

/// <summary>Some values that are computed side by side: a loop is written once, and compiled for every width.</summary>
internal interface IVectorLanes<TSelf, T>
    where TSelf : struct, IVectorLanes<TSelf, T>
    where T : unmanaged
{
    /// <summary>The number of values.</summary>
    static abstract int Count { get; }

    /// <summary>The same value in every lane.</summary>
    static abstract TSelf Broadcast(T value);

    /// <summary>Values from memory, converted to <typeparamref name="T"/>, which is exact.</summary>
    static abstract TSelf Load<TSource>(ref readonly TSource source) where TSource : unmanaged;

    /// <summary>Writes the values to memory.</summary>
    static abstract void Store(TSelf lanes, ref T destination);

    /// <summary>The difference, lane by lane.</summary>
    static abstract TSelf operator -(TSelf left, TSelf right);

    /// <summary><c>left * right + addend</c>, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>The same values, but one NaN for all.</summary>
    static abstract TSelf Canonical(TSelf lanes);
}
