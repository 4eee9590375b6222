namespace MlNetBatchNorm.Numerics.Gradient;

/// <summary>
/// Work that is divided into pieces, which any thread may take one by one. The number of segments depends only on the shape of the
/// batch, so that sums over segments are the same for any number of threads.
/// </summary>
/// <param name="Total">What is divided.</param>
/// <param name="Each">What a piece has; the last may have less.</param>
internal readonly record struct Pieces(int Total, int Each)
{
    private const int MaxSegments = 16;

    /// <summary>256 KiB of floats: enough work for a thread.</summary>
    private const int MinSegmentValues = 1 << 16;

    /// <summary>Adding up the sums of so many periods costs little beside summing them.</summary>
    private const int MinSegmentPeriods = 64;

    /// <summary>64 KiB of each row: memory is read ahead page by page, and from a few pages to the next it must begin anew.</summary>
    private const int MinGroupValues = 1 << 14;

    public int Count => (int)(((long)Total + Each - 1) / Each);

    public Range this[int index] => (index * Each)..(int)Math.Min((long)(index + 1) * Each, Total);

    /// <summary>Segments of interleaved values: whole periods, but for the last.</summary>
    public static Pieces SegmentsOf(BatchShape shape)
    {
        int period = shape.Period;
        long periods = Math.Max((shape.Size / period / MaxSegments) + 1, Math.Max(MinSegmentPeriods, MinSegmentValues / period));
        return new(shape.Size, (int)Math.Min(periods * period, shape.Size));
    }

    /// <summary>
    /// Groups of neighboring channels whose values are together in each row, as many for each thread. A channel's sums are the same in any group.
    /// </summary>
    public static Pieces GroupsOf(BatchShape shape, int threads)
    {
        int channels = shape.Row.Channels;
        var groups = new Pieces(channels, Math.Max(1, MinGroupValues / shape.Row.Spatial));
        long forThreads = ((long)groups.Count + threads - 1) / threads * threads;
        return groups with { Each = (int)((channels + forThreads - 1) / forThreads) };
    }
}
