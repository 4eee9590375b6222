using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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

        if (Avx512F.IsSupported)
            return Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.LoadUnsafe(ref Bytes(in source))));
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

        Vector128<byte> eight = Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref Bytes(in source))).AsByte();
        if (Avx2.IsSupported)
            return Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(eight));
        Vector128<ushort> words = Vector128.WidenLower(eight);
        return Vector256.ConvertToSingle(Vector256.WidenLower(words.ToVector256Unsafe()).AsInt32());
    }

    /// <summary>The double nearest to the decimal that a float is written as: of 0.1f, 0.1.</summary>
    public static double AsWritten(float value) => double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

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
