namespace MlNetBatchNorm;

/// <summary>What becomes of a file that its pipeline cannot read.</summary>
public enum OnBadFile
{
    /// <summary>Its shard fails, and so does the job; the error names the shard, the file and the row.</summary>
    Fail,

    /// <summary>The file is left out and counted in <see cref="ChannelStatistics.RowsSkipped"/>.</summary>
    Skip,
}
