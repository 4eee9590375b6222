namespace MlNetBatchNorm;

/// <summary>Thrown when a job failed; the message names the failed shards, with the reasons.</summary>
public sealed class ChannelStatisticsJobException : Exception
{
    internal ChannelStatisticsJobException(string message)
        : base(message)
    {
    }
}
