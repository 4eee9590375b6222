using System.Collections;
using System.Collections.Immutable;
using System.Globalization;

namespace MlNetBatchNorm.Statistics;

/// <summary>
/// A set of indices as ascending ranges that do not touch: as long as the number of ranges, however many indices they hold. Immutable.
/// </summary>
internal sealed class IndexRanges : IReadOnlyList<int>
{
    private readonly ImmutableArray<(int First, int Last)> _ranges;

    /// <summary>The position of each range's first index.</summary>
    private readonly int[] _positions;

    public IndexRanges(IEnumerable<(int First, int Last)> ranges)
    {
        _ranges = [.. ranges];
        _positions = new int[_ranges.Length];
        foreach ((int i, (int first, int last)) in _ranges.Index())
        {
            _positions[i] = Count;
            Count += last - first + 1;
        }
    }

    /// <summary>The ranges, each with its first and its last index.</summary>
    public IReadOnlyList<(int First, int Last)> Ranges => _ranges;

    /// <summary>How many indices there are.</summary>
    public int Count { get; }

    public int this[int position]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(position);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, Count);
            int found = Array.BinarySearch(_positions, position);
            int range = found >= 0 ? found : ~found - 1;
            return _ranges[range].First + position - _positions[range];
        }
    }

    /// <summary>All indices of some sets; the first that two of them share is <paramref name="twice"/>, or that is null.</summary>
    public static IndexRanges Union(IEnumerable<IndexRanges> sets, out int? twice)
    {
        twice = null;
        List<(int First, int Last)> union = [];
        foreach ((int first, int last) in sets.SelectMany(set => set._ranges).Order())
        {
            if (union.Count > 0 && first <= union[^1].Last)
                twice ??= first;
            if (union.Count > 0 && first <= union[^1].Last + 1L)
                union[^1] = (union[^1].First, Math.Max(last, union[^1].Last));
            else
                union.Add((first, last));
        }

        return new IndexRanges(union);
    }

    /// <summary>The other indices from 0 to before <paramref name="count"/>.</summary>
    public IndexRanges Complement(int count)
    {
        List<(int First, int Last)> gaps = [];
        int next = 0;
        foreach ((int first, int last) in _ranges)
        {
            if (first > next)
                gaps.Add((next, first - 1));
            next = last + 1;
        }

        if (next < count)
            gaps.Add((next, count - 1));
        return new IndexRanges(gaps);
    }

    /// <summary>As lists of array jobs are written: "0,3-7".</summary>
    public override string ToString() => string.Join(',', _ranges.Select(range =>
        range.First == range.Last ? Text(range.First) : $"{Text(range.First)}-{Text(range.Last)}"));

    public IEnumerator<int> GetEnumerator()
    {
        foreach ((int first, int last) in _ranges)
        {
            for (int i = first; i <= last; i++)
                yield return i;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string Text(int index) => index.ToString(CultureInfo.InvariantCulture);
}
