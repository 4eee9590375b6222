using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>Memory that begins where vectors do, as that of ONNX Runtime itself: the order in which it adds up depends on where values lie.</summary>
internal static class AlignedMemory
{
    /// <summary>That of the widest vectors, in bytes.</summary>
    public const int Alignment = 64;

    /// <summary>How many values can be allocated.</summary>
    public static int MaxLength => Array.MaxLength - Alignment;

    /// <summary>Allocates an array that never moves, and gives the part of it that is aligned.</summary>
    public static Memory<T> Allocate<T>(int length) where T : unmanaged
    {
        T[] values = GC.AllocateUninitializedArray<T>(length + (Alignment / Unsafe.SizeOf<T>()), pinned: true);
        int beyond = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(values, 0) % Alignment);
        return values.AsMemory((Alignment - beyond) % Alignment / Unsafe.SizeOf<T>(), length);
    }
}
