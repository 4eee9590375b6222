namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>Moments that can be those of a single row.</summary>
internal abstract class RowMoments(int channels) : ChannelMoments(channels)
{
    /// <summary>Replaces the content by the moments of a row of float, double or byte.</summary>
    public abstract void Compute<T>(ReadOnlySpan<T> row, ChannelShape shape) where T : unmanaged;
}
