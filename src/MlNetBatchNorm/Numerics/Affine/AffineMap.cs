using System.Numerics;

namespace MlNetBatchNorm.Numerics.Affine;

/// <summary>
/// The map <c>y = (x - mean) * scale + bias</c> of every channel, laid out for <see cref="AffineKernel"/>: one value per channel, or, for
/// interleaved channels, repeated until vectors of any width start anew, and by one vector more, so that a vector may start anywhere.
/// </summary>
/// <remarks>Any number of threads may apply it while nobody changes it.</remarks>
internal sealed class AffineMap<T> where T : unmanaged, INumberBase<T>
{
    /// <summary>As many floats as the widest vector holds.</summary>
    private const int MaxLanes = 16;

    /// <summary>The longest period whose coefficients the widest vectors keep in registers at once.</summary>
    public const int WalkedOnce = 4 * MaxLanes;

    private const int MinChannelsAlone = 64;

    /// <summary>A map whose coefficients are not given yet.</summary>
    public AffineMap(ChannelShape shape)
    {
        Shape = shape;
        Period = shape.Interleaved ? PeriodOf(shape) : 1;
        int length = shape.Interleaved ? Period + MaxLanes : shape.Channels;
        Mean = new T[length];
        Scale = new T[length];
        Bias = new T[length];
    }

    /// <summary>Lays out the coefficients, given one per channel.</summary>
    public AffineMap(ChannelShape shape, ReadOnlySpan<T> mean, ReadOnlySpan<T> scale, ReadOnlySpan<T> bias)
        : this(shape) => Set(mean, scale, bias);

    public ChannelShape Shape { get; }

    /// <summary>After how many values of a row the coefficients start anew; 1 where each channel's values lie together.</summary>
    public int Period { get; }

    public T[] Mean { get; }

    public T[] Scale { get; }

    public T[] Bias { get; }

    /// <summary>Lays out the coefficients that the first items of the arrays hold, one per channel.</summary>
    public void Repeat() => Set(Mean.AsSpan(0, Shape.Channels), Scale.AsSpan(0, Shape.Channels), Bias.AsSpan(0, Shape.Channels));

    /// <summary>Replaces the coefficients, given one per channel, while nothing is mapped.</summary>
    public void Set(ReadOnlySpan<T> mean, ReadOnlySpan<T> scale, ReadOnlySpan<T> bias)
    {
        Periodic.Fill(mean, Mean);
        Periodic.Fill(scale, Scale);
        Periodic.Fill(bias, Bias);
    }

    private static int PeriodOf(ChannelShape shape)
    {
        // Many channels that lie across vectors are mapped position by position: repeated, their coefficients would fill the cache.
        if (shape.Channels >= MinChannelsAlone && shape.Channels % MaxLanes != 0)
            return shape.Channels;
        int period = shape.Period(MaxLanes);
        // A row may end before its channels meet the same lanes again.
        return Math.Min(WalkedOnce % period == 0 ? WalkedOnce : period, shape.Size);
    }
}
