namespace MlNetBatchNorm;

/// <summary>A job that failed; the message names the shards that did, and why.</summary>
public sealed class ChannelStatisticsJobException : Exception
{
    internal ChannelStatisticsJobException(string message)
        : base(message)
    {
    }
}
