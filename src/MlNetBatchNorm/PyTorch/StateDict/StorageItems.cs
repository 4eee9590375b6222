namespace MlNetBatchNorm.PyTorch.StateDict;

/// <summary>Items of a storage, at equal distances.</summary>
/// <param name="Start">The first byte of the first.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Size">The number of bytes of each.</param>
/// <param name="Distance">The number of bytes from the beginning of one to that of the next: 0 where all are the same item.</param>
internal readonly record struct StorageItems(long Start, int Count, long Size, long Distance)
{
    /// <summary>Items side by side, as one.</summary>
    public static StorageItems SideBySide(long start, long bytes) => new(start, 1, bytes, 0);

    /// <summary>How many bytes of the storage are before the end of the last.</summary>
    public long End => Count == 0 ? Start : Start + ((Count - 1) * Distance) + Size;

    /// <summary>Copies what a part of the storage has of the items.</summary>
    /// <param name="part">The part.</param>
    /// <param name="position">Where it begins in the storage.</param>
    /// <param name="wanted">The items side by side.</param>
    public void Copy(ReadOnlySpan<byte> part, long position, Span<byte> wanted)
    {
        long end = position + part.Length;
        if (End <= position || Start >= end)
            return;
        int first = Distance == 0 ? 0 : (int)Math.Clamp((position - Start - Size) / Distance, 0, Count);
        for (int i = first; i < Count && Start + (i * Distance) < end; i++)
        {
            long begin = Start + (i * Distance);
            long from = Math.Max(begin, position);
            long to = Math.Min(begin + Size, end);
            if (from < to)
                part[(int)(from - position)..(int)(to - position)].CopyTo(wanted[(int)((i * Size) + (from - begin))..]);
        }
    }
}
