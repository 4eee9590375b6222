using System.Buffers;
using System.Runtime.InteropServices;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Rows;

/// <summary>Rows of so many items, in arrays that are used again: by later rows, and by whoever comes later.</summary>
internal sealed class KeptRows<T>(int size) : IDisposable where T : unmanaged
{
    private readonly List<T[]> _rows = [];

    /// <summary>A row that was kept.</summary>
    public ReadOnlySpan<T> this[int index] => _rows[index].AsSpan(0, size);

    /// <summary>The arrays of rows: at least as long as whole <see cref="ILanes{TSelf}"/>, with zeros up to that.</summary>
    public ReadOnlySpan<T[]> Arrays(int first, int count) => CollectionsMarshal.AsSpan(_rows).Slice(first, count);

    /// <summary>The array to write a row into, in place of the one that has the index, or after the last.</summary>
    public T[] Begin(int index)
    {
        if (index == _rows.Count)
            _rows.Add(Rent());
        return _rows[index];
    }

    /// <summary>Gives the arrays back; nothing is kept any more.</summary>
    public void Dispose()
    {
        _rows.ForEach(row => ArrayPool<T>.Shared.Return(row));
        _rows.Clear();
    }

    private T[] Rent()
    {
        T[] row = ArrayPool<T>.Shared.Rent(Lanes.Padded(size));
        row.AsSpan(size).Clear();
        return row;
    }
}
