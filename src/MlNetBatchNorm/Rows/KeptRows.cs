using System.Buffers;
using System.Runtime.InteropServices;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Rows;

/// <summary>Rows in pooled arrays.</summary>
internal sealed class KeptRows<T>(int size) : IDisposable where T : unmanaged
{
    private readonly List<T[]> _rows = [];

    /// <summary>A row that was kept.</summary>
    public ReadOnlySpan<T> this[int index] => _rows[index].AsSpan(0, size);

    /// <summary>The arrays of rows: at least as long as whole <see cref="ISixteenDoubles{TSelf}"/>, with zeros up to that.</summary>
    public ReadOnlySpan<T[]> Arrays(int first, int count) => CollectionsMarshal.AsSpan(_rows).Slice(first, count);

    /// <summary>
    /// Takes an array out of these rows, to write a row into: that of the row that has the index, or one for a row after the last. It is not put
    /// back where reading fails.
    /// </summary>
    public T[] Take(int index)
    {
        if (index == _rows.Count)
            _rows.Add([]);
        T[] place = _rows[index].Length > 0 ? _rows[index] : Rent();
        _rows[index] = [];
        return place;
    }

    /// <summary>Puts a row back, or another array as long.</summary>
    public void Put(int index, T[] row) => _rows[index] = row;

    /// <summary>Gives the arrays back; nothing is kept any more.</summary>
    public void Dispose()
    {
        _rows.ForEach(row => ArrayPool<T>.Shared.Return(row));
        _rows.Clear();
    }

    private T[] Rent()
    {
        T[] row = ArrayPool<T>.Shared.Rent(Lanes.Padded(size));
        row.AsSpan(size, Lanes.Padded(size) - size).Clear();
        return row;
    }
}
