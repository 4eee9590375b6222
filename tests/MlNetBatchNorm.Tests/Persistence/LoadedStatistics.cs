namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>What must hold of statistics that were loaded, whatever file they come from.</summary>
internal static class LoadedStatistics
{
    public static void AssertValid(ChannelStatistics statistics, IEnumerable<string> inputs)
    {
        Assert.Equal(inputs.Distinct(), statistics.ColumnNames);
        AssertValid(statistics);
    }

    public static void AssertValid(ChannelStatistics statistics)
    {
        Assert.InRange(statistics.Rows, 0, long.MaxValue);
        Assert.InRange(statistics.RowsSkipped, 0, long.MaxValue);
        Assert.Equal(statistics.IsComplete, statistics.MissingShards.Count == 0);
        Assert.NotEmpty(statistics.ToString());
        foreach (string column in statistics.ColumnNames)
        {
            Assert.Equal(statistics.GetMean(column).Length, statistics.GetVariance(column).Length);
            Assert.All(statistics.GetVariance(column), variance => Assert.False(variance < 0));
        }

        using var file = new MemoryStream();
        statistics.Save(file);
        file.Position = 0;
        Assert.Equal(statistics, ChannelStatistics.Load(file));
    }
}
