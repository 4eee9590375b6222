using System.Runtime.InteropServices;

namespace MlNetBatchNorm.Images;

/// <summary>Memory that native code may write to, used for one image after the other. Not thread-safe.</summary>
internal sealed class PinnedBytes
{
    /// <summary>More than ordinary photographs take. What an extraordinary one took is not held for the ordinary ones that follow.</summary>
    private const int MostKept = 1 << 26;

    private byte[] _bytes = [];

    /// <summary>Where the memory lies.</summary>
    public nint Address => Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0);

    /// <summary>The memory.</summary>
    public Span<byte> Bytes => _bytes;

    /// <summary>Makes room for so many bytes; nothing of what was there before is kept.</summary>
    public void Reserve(long length)
    {
        if (length > _bytes.Length || _bytes.Length > Math.Max(MostKept, length))
            _bytes = GC.AllocateUninitializedArray<byte>(checked((int)Math.Max(length, 1)), pinned: true);
    }
}
