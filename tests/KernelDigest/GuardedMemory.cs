using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace KernelDigest;

/// <summary>
/// Memory between two pages that may not be touched, on Linux: a read or a write past either end of it ends the process. Elsewhere it is
/// ordinary memory.
/// </summary>
internal sealed unsafe class GuardedMemory<T> : IDisposable where T : unmanaged
{
    private readonly byte* _start;
    private readonly nuint _length;
    private readonly nuint _inner;
    private readonly int _count;

    /// <summary>Memory of so many values.</summary>
    public GuardedMemory(int count)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        _count = count;
        _inner = (((nuint)count * (nuint)Unsafe.SizeOf<T>()) + page - 1) / page * page;
        _length = _inner + (2 * page);
        if (!OperatingSystem.IsLinux())
        {
            _start = (byte*)NativeMemory.AllocZeroed(_length);
            return;
        }

        _start = (byte*)Pages.Map(0, _length, Pages.ReadWrite, Pages.PrivateAnonymous, -1, 0);
        if (_start == (byte*)-1 || Pages.Protect((nint)_start, page, Pages.None) != 0 || Pages.Protect((nint)(_start + page + _inner), page, Pages.None) != 0)
            throw new InvalidOperationException("The pages could not be made.");
    }

    /// <summary>The values, right before the page that may not be touched.</summary>
    public Span<T> AtEnd => new(_start + Environment.SystemPageSize + _inner - ((nuint)_count * (nuint)Unsafe.SizeOf<T>()), _count);

    /// <summary>The values, right after the page that may not be touched.</summary>
    public Span<T> AtStart => new(_start + Environment.SystemPageSize, _count);

    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
            _ = Pages.Unmap((nint)_start, _length);
        else
            NativeMemory.Free(_start);
    }
}
