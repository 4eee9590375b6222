namespace MlNetBatchNorm.Numerics;

/// <summary>Where <see cref="MomentsKernel"/> puts the sums of a row's channels, and around which pivot it takes them.</summary>
internal interface IChannelSums<T> where T : unmanaged
{
    /// <summary>The pivot of a channel whose first value is <paramref name="first"/>.</summary>
    static abstract T Pivot(T first);

    /// <summary>Sets a channel from the sums of its deviations from the pivot, and of their squares.</summary>
    void Set(int channel, T pivot, double sum, double squares);
}
