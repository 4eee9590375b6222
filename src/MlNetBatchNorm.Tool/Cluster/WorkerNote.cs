using MlNetBatchNorm.Tool.Reporting;

namespace MlNetBatchNorm.Tool.Cluster;

/// <summary>Says when a job has no worker, and when it has one again.</summary>
internal sealed class WorkerNote
{
    private bool _isAlone;

    public void Report(ChannelStatisticsProgress progress)
    {
        bool isAlone = progress is { State: ChannelStatisticsJobState.Running, IsServed: false };
        if (isAlone && !_isAlone)
            Terminal.WriteNote("No worker is there: the job waits until one starts. On any machine that has the images: channelstats worker --postgres ...");
        else if (_isAlone && progress.IsServed)
            Terminal.WriteNote("A worker is there.");
        _isAlone = isAlone;
    }
}
