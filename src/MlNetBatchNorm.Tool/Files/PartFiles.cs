namespace MlNetBatchNorm.Tool.Files;

/// <summary>The parts of one plan, by file.</summary>
internal sealed class PartFiles
{
    private readonly List<(int First, int Last, string File)> _ranges = [];
    private readonly List<ChannelStatistics> _parts = [];
    private Shard? _first;
    private string _firstFile = "";

    /// <summary>Takes a file's parts in.</summary>
    /// <exception cref="ToolException">They are of no plan or another one, or one of them is in another file too.</exception>
    public void Add(string file)
    {
        ChannelStatistics statistics = StatisticsFile.Load(file);
        if (statistics.Shards.Count == 0)
            throw new ToolException(
                $"'{file}' is not a part: it does not say which images are inside, and they might count twice. Merge files that 'fit --shard' wrote.");
        CheckReading(file, statistics);
        CheckPlan(file, statistics.Shards[0]);
        foreach ((int first, int last) in PartList.Inside(statistics))
        {
            foreach ((int before, int end, string other) in _ranges.Where(range => range.First <= last && first <= range.Last))
                throw new ToolException($"Part {Math.Max(before, first)} is in '{other}' and in '{file}', and would count twice. Leave one of them out.");
            _ranges.Add((first, last, file));
        }

        CheckImages(file, statistics);
        _parts.Add(statistics);
    }

    /// <summary>The statistics of all parts, some of which may be missing.</summary>
    public ChannelStatistics Merge() => ChannelStatistics.Merge(_parts);

    private void CheckReading(string file, ChannelStatistics statistics)
    {
        if (_parts.Count == 0 || !statistics.ColumnNames.SequenceEqual(_parts[0].ColumnNames))
            return;
        foreach (string column in statistics.ColumnNames)
        {
            (string? first, string? reading) = (_parts[0].GetImageReading(column), statistics.GetImageReading(column));
            if (first != reading)
                throw new ToolException(
                    $"'{file}' does not belong with '{_firstFile}': its images were read in another way ({Quote(reading)} instead of {Quote(first)}). Merge parts " +
                    "with the same --resize, --crop, --scaled, --alpha and --orientation.");
        }
    }

    private static string Quote(string? reading) => reading is null ? "by ML.NET's ResizeImages in an older version of the tool" : $"'{reading}'";

    private void CheckPlan(string file, Shard shard)
    {
        if (_first is null)
            (_first, _firstFile) = (shard, file);
        else if ((shard.Plan, shard.Count) != (_first.Plan, _first.Count))
            throw new ToolException(
                $"'{file}' does not belong with '{_firstFile}': it is of {Describe(shard)}, and the other of {Describe(_first)}. Merge parts of one list of " +
                "images, with the same --resize, --channels and number of parts.");
    }

    /// <summary>The ML.NET that resized the images is not part of a plan.</summary>
    private void CheckImages(string file, ChannelStatistics statistics)
    {
        try
        {
            _parts.FirstOrDefault()?.Merge(statistics);
        }
        catch (ArgumentOutOfRangeException difference)
        {
            throw new ToolException($"'{file}' does not belong with '{_firstFile}'. {difference.Message.Split(" (Parameter")[0]}");
        }
    }

    private static string Describe(Shard shard) => FormattableString.Invariant($"{shard.Count} parts of '{shard.Plan}'");
}
