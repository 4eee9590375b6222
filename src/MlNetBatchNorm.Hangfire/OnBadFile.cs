namespace MlNetBatchNorm;

/// <summary>What to do with a file that the pipeline cannot read.</summary>
public enum OnBadFile
{
    /// <summary>Fail the shard, and with it the job; the error names the shard, the file and the row.</summary>
    Fail,

    /// <summary>Skip the file, and count it in <see cref="ChannelStatistics.RowsSkipped"/>.</summary>
    Skip,
}
