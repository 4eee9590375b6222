using System.Globalization;

namespace MlNetBatchNorm.Tool.Files;

/// <summary>Indices of parts, ascending. A small file may claim two billion of them: nothing here goes through each.</summary>
internal static class PartList
{
    /// <summary>The parts inside statistics.</summary>
    public static IEnumerable<(int First, int Last)> Inside(ChannelStatistics statistics) =>
        Ranges(statistics.Shards.Count, position => statistics.Shards[position].Index);

    /// <summary>The parts that are missing.</summary>
    public static IEnumerable<(int First, int Last)> Missing(ChannelStatistics statistics) =>
        Ranges(statistics.MissingShards.Count, position => statistics.MissingShards[position]);

    /// <summary>Ranges as the array jobs of Slurm take them: "0,3-7".</summary>
    public static string Format(IEnumerable<(int First, int Last)> ranges) =>
        string.Join(',', ranges.Select(range => range.First == range.Last ? Text(range.First) : $"{Text(range.First)}-{Text(range.Last)}"));

    private static IEnumerable<(int First, int Last)> Ranges(int count, Func<int, int> index)
    {
        for (int position = 0; position < count; position++)
        {
            int first = position;
            position = EndOfRange(first, count, index);
            yield return (index(first), index(position));
        }
    }

    /// <summary>The last position whose index is as far from the first one's as the position is, by halves.</summary>
    private static int EndOfRange(int first, int count, Func<int, int> index)
    {
        (int low, int high, int distance) = (first, count - 1, index(first) - first);
        while (low < high)
        {
            int middle = high - ((high - low) / 2);
            if (index(middle) - middle == distance)
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    private static string Text(int index) => index.ToString(CultureInfo.InvariantCulture);
}
