using System.Globalization;

namespace MlNetBatchNorm.Tool.Files;

/// <summary>Indices as the array jobs of Slurm take them.</summary>
internal static class PartList
{
    /// <summary>Ascending indices as "0,3-7".</summary>
    public static string Format(IEnumerable<int> indices)
    {
        List<(int First, int Last)> ranges = [];
        foreach (int index in indices)
        {
            if (ranges.Count > 0 && ranges[^1].Last == index - 1)
                ranges[^1] = (ranges[^1].First, index);
            else
                ranges.Add((index, index));
        }

        return string.Join(',', ranges.Select(range => range.First == range.Last ? Text(range.First) : $"{Text(range.First)}-{Text(range.Last)}"));
    }

    private static string Text(int index) => index.ToString(CultureInfo.InvariantCulture);
}
