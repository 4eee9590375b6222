using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics;

/// <summary>Loads values of type float, byte or <see cref="PixelByte"/> as floats, and any as double, which is exact.</summary>
internal static class Widening
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadSingle512<T>(ref readonly T source) where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            return Vector512.LoadUnsafe(ref Unsafe.As<T, float>(ref Unsafe.AsRef(in source)));
        if (typeof(T) == typeof(PixelByte))
            return Vector512.ConvertToSingle(Vector512.LoadUnsafe(ref Ints(in source)) & Vector512.Create<int>(byte.MaxValue));

        (Vector256<ushort> words, _) = Vector256.Widen(Vector128.LoadUnsafe(ref Bytes(in source)).ToVector256Unsafe());
        (Vector256<uint> lower, Vector256<uint> upper) = Vector256.Widen(words);
        return Vector512.ConvertToSingle(Vector512.Create(lower, upper).AsInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadSingle256<T>(ref readonly T source) where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            return Vector256.LoadUnsafe(ref Unsafe.As<T, float>(ref Unsafe.AsRef(in source)));
        if (typeof(T) == typeof(PixelByte))
            return Vector256.ConvertToSingle(Vector256.LoadUnsafe(ref Ints(in source)) & Vector256.Create<int>(byte.MaxValue));

        ulong eight = Unsafe.ReadUnaligned<ulong>(ref Bytes(in source));
        (Vector128<uint> lower, Vector128<uint> upper) = Vector128.Widen(Vector128.WidenLower(Vector128.CreateScalar(eight).AsByte()));
        return Vector256.ConvertToSingle(Vector256.Create(lower, upper).AsInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LoadSingle128<T>(ref readonly T source) where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            return Vector128.LoadUnsafe(ref Unsafe.As<T, float>(ref Unsafe.AsRef(in source)));
        if (typeof(T) == typeof(PixelByte))
            return Vector128.ConvertToSingle(Vector128.LoadUnsafe(ref Ints(in source)) & Vector128.Create<int>(byte.MaxValue));

        uint four = Unsafe.ReadUnaligned<uint>(ref Bytes(in source));
        Vector128<uint> wide = Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(four).AsByte()));
        return Vector128.ConvertToSingle(wide.AsInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ToDouble<T>(T value) where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            return (float)(object)value;
        if (typeof(T) == typeof(byte))
            return (byte)(object)value;
        if (typeof(T) == typeof(PixelByte))
            return ((PixelByte)(object)value).Value;
        return (double)(object)value;
    }

    private static ref byte Bytes<T>(ref readonly T source) where T : unmanaged => ref Unsafe.As<T, byte>(ref Unsafe.AsRef(in source));

    private static ref int Ints<T>(ref readonly T source) where T : unmanaged => ref Unsafe.As<T, int>(ref Unsafe.AsRef(in source));
}
