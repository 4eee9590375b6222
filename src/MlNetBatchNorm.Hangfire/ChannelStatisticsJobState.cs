namespace MlNetBatchNorm;

/// <summary>The state of a job.</summary>
public enum ChannelStatisticsJobState
{
    /// <summary>Some shards have neither been collected nor finally failed.</summary>
    Running,

    /// <summary>All shards are collected.</summary>
    Succeeded,

    /// <summary>All shards have ended, and some have failed, or gave two different results.</summary>
    Failed,

    /// <summary>The job was canceled.</summary>
    Canceled,
}
