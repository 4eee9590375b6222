using System.Buffers;

namespace MlNetBatchNorm.Rows;

/// <summary>Copies of rows of so many items, in arrays that are used again: by later rows, and by whoever comes later.</summary>
internal sealed class KeptRows<T>(int size) : IDisposable where T : unmanaged
{
    private readonly List<T[]> _rows = [];

    /// <summary>A row that was kept.</summary>
    public ReadOnlySpan<T> this[int index] => _rows[index].AsSpan(0, size);

    /// <summary>Copies a row, in place of the one that has the index, or after the last.</summary>
    public void Keep(int index, ReadOnlySpan<T> row)
    {
        if (index == _rows.Count)
            _rows.Add(ArrayPool<T>.Shared.Rent(size));
        row.CopyTo(_rows[index]);
    }

    /// <summary>Gives the arrays back; nothing is kept any more.</summary>
    public void Dispose()
    {
        _rows.ForEach(row => ArrayPool<T>.Shared.Return(row));
        _rows.Clear();
    }
}
