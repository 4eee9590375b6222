using MlNetBatchNorm.Tool.Files;

namespace MlNetBatchNorm.Tool.Reporting;

/// <summary>What a file of statistics says.</summary>
internal sealed record StatisticsReport(long Images, long Skipped, bool Complete, PlanReport? Plan, IReadOnlyList<ColumnReport> Columns)
{
    public static StatisticsReport Create(ChannelStatistics statistics) => new(
        statistics.Rows,
        statistics.RowsSkipped,
        statistics.IsComplete,
        statistics.Shards.Count == 0 ? null : CreatePlan(statistics),
        [.. statistics.ColumnNames.Select(name => CreateColumn(statistics, name))]);

    private static PlanReport CreatePlan(ChannelStatistics statistics) => new(
        statistics.Shards[0].Plan,
        statistics.Shards[0].Count,
        PartList.Format(PartList.Inside(statistics)),
        PartList.Format(PartList.Missing(statistics)));

    private static ColumnReport CreateColumn(ChannelStatistics statistics, string name) => new(
        name,
        statistics.GetMean(name).Length,
        statistics.GetImageChannels(name),
        ChannelRange.Create(statistics, name, white: 255),
        ChannelRange.Create(statistics, name, white: 1));
}
