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

        Vector256<ushort> words = Vector256.WidenLower(Vector128.LoadUnsafe(ref Bytes(in source)).ToVector256Unsafe());
        return Vector512.ConvertToSingle(Vector512.WidenLower(words.ToVector512Unsafe()).AsInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadSingle256<T>(ref readonly T source) where T : unmanaged
    {
        if (typeof(T) == typeof(float))
            return Vector256.LoadUnsafe(ref Unsafe.As<T, float>(ref Unsafe.AsRef(in source)));
        if (typeof(T) == typeof(PixelByte))
            return Vector256.ConvertToSingle(Vector256.LoadUnsafe(ref Ints(in source)) & Vector256.Create<int>(byte.MaxValue));

        ulong eight = Unsafe.ReadUnaligned<ulong>(ref Bytes(in source));
        Vector128<ushort> words = Vector128.WidenLower(Vector128.CreateScalar(eight).AsByte());
        return Vector256.ConvertToSingle(Vector256.WidenLower(words.ToVector256Unsafe()).AsInt32());
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
