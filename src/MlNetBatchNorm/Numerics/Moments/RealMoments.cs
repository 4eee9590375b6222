using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>
/// Moments of float or double values, in double precision, merged without loss of digits:
/// Chan, Golub and LeVeque, "Algorithms for Computing the Sample Variance: Analysis and Recommendations", 1983.
/// </summary>
internal sealed class RealMoments : ChannelMoments
{
    /// <summary>As many floats as fill a quarter of a usual first-level cache.</summary>
    private const int ValuesAtOnce = 2048;
    private const int MinRowsAtOnce = 4;
    private const int MaxRowsAtOnce = 32;

    // Zeros fill the last lanes up.
    private readonly double[] _mean;
    private readonly double[] _squaredDeviations;

    /// <summary>Whether only rows of finite floats went in. After others the mean may be infinite, and rows are added in another way.</summary>
    private bool _finite = true;

    /// <summary>Moments of no values.</summary>
    public RealMoments(int channels)
        : base(channels)
    {
        _mean = new double[Lanes.Padded(channels)];
        _squaredDeviations = new double[_mean.Length];
    }

    /// <summary>Moments that were kept before.</summary>
    public RealMoments(long count, ReadOnlySpan<double> mean, ReadOnlySpan<double> squaredDeviations)
        : this(mean.Length)
    {
        Count = count;
        _finite = count == 0;
        mean.CopyTo(_mean);
        squaredDeviations.CopyTo(_squaredDeviations);
    }

    public override double Mean(int channel) => CanonicalNaN.Of(_mean[channel]);

    public override double SquaredDeviations(int channel) => CanonicalNaN.Of(_squaredDeviations[channel]);

    /// <summary>Begins anew with a number of values of each channel.</summary>
    public void Start(long count) => Count = count;

    /// <summary>Sets a channel from the sums of its deviations from a pivot, and of their squares.</summary>
    public void Set(int channel, double pivot, double sum, double squares)
    {
        _mean[channel] = pivot + (sum / Count);
        // Rounding may leave a constant channel a hair below zero; Max keeps a NaN.
        _squaredDeviations[channel] = Math.Max(0, squares - (sum * sum / Count));
    }

    /// <summary>
    /// Sets the sixteen channels from <paramref name="channel"/> on, or as many as there are, from the sums of their deviations from a pivot,
    /// and of their squares.
    /// </summary>
    public void Set<TLanes>(int channel, TLanes pivots, TLanes sums, TLanes squares) where TLanes : struct, ISixteenDoubles<TLanes>
    {
        TLanes count = TLanes.Broadcast(Count);
        TLanes.Store(pivots + (sums / count), ref _mean[channel]);
        // Rounding may leave a constant channel a hair below zero; the maximum keeps a NaN.
        TLanes.Store(TLanes.Max(squares - (sums * sums / count), default), ref _squaredDeviations[channel]);
    }

    public override int FindNonFinite() => FiniteValues.AreAll<double>(_squaredDeviations) ? -1 : base.FindNonFinite();

    public override void CopyMoments(Span<double> mean, Span<double> squaredDeviations)
    {
        _mean.AsSpan(0, Channels).CopyTo(mean);
        _squaredDeviations.AsSpan(0, Channels).CopyTo(squaredDeviations);
    }

    /// <summary>
    /// How many rows of one value per channel are best added at once: the sums of a few channels are in registers then. It changes no bit.
    /// </summary>
    public static int RowsAtOnce(int channels) => Math.Clamp(ValuesAtOnce / channels, MinRowsAtOnce, MaxRowsAtOnce);

    public override void AddRows<T>(ReadOnlySpan<T[]> rows, bool finite)
    {
        // Two finite doubles may be too far apart for a finite difference.
        _finite &= finite && typeof(T) == typeof(float);
        for (int atOnce = RowsAtOnce(Channels); rows.Length > 0; rows = rows[Math.Min(atOnce, rows.Length)..])
            AddFew(rows[..Math.Min(atOnce, rows.Length)]);
    }

    protected override void MergeCore(ChannelMoments other)
    {
        var part = (RealMoments)other;
        _finite = false;
        if (Vector512.IsHardwareAccelerated)
            MergeCore<SixteenDoubles512>(part);
        else if (Vector128.IsHardwareAccelerated)
            MergeCore<SixteenDoubles256>(part);
        else
            MergeCore<SixteenScalars>(part);
    }

    public override void Clear()
    {
        Count = 0;
        _finite = true;
        Array.Clear(_mean);
        Array.Clear(_squaredDeviations);
    }

    private void AddFew<T>(ReadOnlySpan<T[]> rows) where T : unmanaged
    {
        if (Vector512.IsHardwareAccelerated)
            AddFew<T, SixteenDoubles512>(rows);
        else if (Vector128.IsHardwareAccelerated)
            AddFew<T, SixteenDoubles256>(rows);
        else
            AddFew<T, SixteenScalars>(rows);
    }

    private void AddFew<T, TLanes>(ReadOnlySpan<T[]> rows)
        where T : unmanaged
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        Span<double> shares = stackalloc double[MaxRowsAtOnce];
        Span<double> weights = stackalloc double[MaxRowsAtOnce];
        MomentsMerge.ComputeShares(Count, rows.Length, shares, weights);
        MomentsMerge.AddRows<T, TLanes>(_mean, _squaredDeviations, rows, shares, weights, _finite);
        Count += rows.Length;
    }

    private void MergeCore<TLanes>(RealMoments part) where TLanes : struct, ISixteenDoubles<TLanes>
    {
        long count = Count + part.Count;
        double share = (double)part.Count / count;
        MomentsMerge.Add<TLanes>(_mean, _squaredDeviations, part._mean, part._squaredDeviations, share, Count * share);
        Count = count;
    }
}
