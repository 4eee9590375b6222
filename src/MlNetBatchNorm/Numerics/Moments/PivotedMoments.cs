using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>
/// Moments of a batch of doubles: sums of the deviations from a pivot, the first value or mean of each channel, and of their squares. Nothing is
/// rounded to the precision of a mean that lies far from zero before all values are in. The pivot is a value of the batch, so the relative error of the
/// variance is below the count times 2^-52.
/// </summary>
internal sealed class PivotedMoments : ChannelMoments
{
    // Zeros fill the last lanes up.
    private readonly double[] _pivot;
    private readonly double[] _sum;
    private readonly double[] _squares;
    private readonly double[] _otherMean;
    private readonly double[] _otherSquares;

    // What the sums give, which several ask for after each batch.
    private readonly double[] _mean;
    private readonly double[] _deviations;
    private bool _isComputed;

    /// <summary>Moments of no values.</summary>
    public PivotedMoments(int channels)
        : base(channels)
    {
        _pivot = new double[Lanes.Padded(channels)];
        _sum = new double[_pivot.Length];
        _squares = new double[_pivot.Length];
        _otherMean = new double[_pivot.Length];
        _otherSquares = new double[_pivot.Length];
        _mean = new double[_pivot.Length];
        _deviations = new double[_pivot.Length];
    }

    public override double Mean(int channel) => CanonicalNaN.Of(Count == 0 ? 0 : _pivot[channel] + (_sum[channel] / Count));

    public override double SquaredDeviations(int channel)
    {
        (double sum, double squares) = (_sum[channel], _squares[channel]);
        if (Count == 0)
            return 0;
        // Squares that overflow make an infinite variance, and values that are not finite a NaN.
        if (!double.IsFinite(squares))
            return double.IsFinite(sum) ? CanonicalNaN.Of(squares) : double.NaN;
        // Rounding may leave a constant channel a hair below zero. Divided first, because the square of the sum may overflow.
        return Math.Max(0, squares - (sum * (sum / Count)));
    }

    public override void CopyMoments(Span<double> mean, Span<double> squaredDeviations)
    {
        if (!_isComputed)
            Compute();
        _mean.AsSpan(0, Channels).CopyTo(mean);
        _deviations.AsSpan(0, Channels).CopyTo(squaredDeviations);
    }

    public override void AddRows<T>(ReadOnlySpan<T[]> rows, bool finite)
    {
        if (rows.IsEmpty)
            return;
        if (Count == 0)
            SetPivots<T>(rows[0]);
        Count += rows.Length;
        _isComputed = false;
        for (int atOnce = RealMoments.RowsAtOnce(Channels); rows.Length > 0; rows = rows[Math.Min(atOnce, rows.Length)..])
            AddFew(rows[..Math.Min(atOnce, rows.Length)]);
    }

    public override void Clear()
    {
        Count = 0;
        _isComputed = false;
        Array.Clear(_sum);
        Array.Clear(_squares);
    }

    protected override bool CanMerge(ChannelMoments other) => other is PivotedMoments or RealMoments;

    protected override void MergeCore(ChannelMoments other)
    {
        other.CopyMoments(_otherMean, _otherSquares);
        if (Count == 0)
            SetPivots<double>(_otherMean);
        if (Vector512.IsHardwareAccelerated)
            Merge<SixteenDoubles512>(other.Count);
        else if (Vector128.IsHardwareAccelerated)
            Merge<SixteenDoubles256>(other.Count);
        else
            Merge<SixteenScalars>(other.Count);
        Count += other.Count;
        _isComputed = false;
    }

    private void Compute()
    {
        if (Vector512.IsHardwareAccelerated)
            Compute<SixteenDoubles512>();
        else if (Vector128.IsHardwareAccelerated)
            Compute<SixteenDoubles256>();
        else
            Compute<SixteenScalars>();
        _isComputed = true;
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

    /// <summary>The values themselves, but an infinite pivot would turn the channel's infinite mean into a NaN.</summary>
    private void SetPivots<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        if (Vector512.IsHardwareAccelerated)
            SetPivots<T, SixteenDoubles512>(values);
        else if (Vector128.IsHardwareAccelerated)
            SetPivots<T, SixteenDoubles256>(values);
        else
            SetPivots<T, SixteenScalars>(values);
    }

    [MethodImpl(HotLoop.Compilation)]
    private void SetPivots<T, TLanes>(ReadOnlySpan<T> values)
        where T : unmanaged
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        for (int c = 0; c < _pivot.Length; c += Lanes.Count)
        {
            TLanes value = TLanes.Load(in values[c]);
            TLanes.Store(TLanes.WhereFinite(value, value, default), ref _pivot[c]);
        }
    }

    [MethodImpl(HotLoop.Compilation)]
    private void AddFew<T, TLanes>(ReadOnlySpan<T[]> rows)
        where T : unmanaged
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        for (int c = 0; c < _pivot.Length; c += Lanes.Count)
        {
            TLanes pivot = TLanes.Load(in _pivot[c]);
            TLanes sum = TLanes.Load(in _sum[c]);
            TLanes squares = TLanes.Load(in _squares[c]);
            foreach (T[] row in rows)
            {
                TLanes deviations = TLanes.Load(in row[c]) - pivot;
                sum += deviations;
                squares = TLanes.MultiplyAdd(deviations, deviations, squares);
            }

            TLanes.Store(sum, ref _sum[c]);
            TLanes.Store(squares, ref _squares[c]);
        }
    }

    /// <summary>Adds values of the mean and the squared deviations that were copied.</summary>
    [MethodImpl(HotLoop.Compilation)]
    private void Merge<TLanes>(long count) where TLanes : struct, ISixteenDoubles<TLanes>
    {
        TLanes counts = TLanes.Broadcast(count);
        for (int c = 0; c < _pivot.Length; c += Lanes.Count)
        {
            TLanes deviations = TLanes.Load(in _otherMean[c]) - TLanes.Load(in _pivot[c]);
            TLanes weighted = deviations * counts;
            TLanes.Store(TLanes.Load(in _sum[c]) + weighted, ref _sum[c]);
            TLanes squares = TLanes.Load(in _squares[c]) + TLanes.Load(in _otherSquares[c]);
            TLanes.Store(TLanes.MultiplyAdd(deviations, weighted, squares), ref _squares[c]);
        }
    }

    [MethodImpl(HotLoop.Compilation)]
    private void Compute<TLanes>() where TLanes : struct, ISixteenDoubles<TLanes>
    {
        TLanes count = TLanes.Broadcast(Math.Max(1, Count));
        for (int c = 0; c < _pivot.Length; c += Lanes.Count)
        {
            TLanes sum = TLanes.Load(in _sum[c]);
            TLanes square = TLanes.Load(in _squares[c]);
            TLanes mean = sum / count;
            TLanes deviations = TLanes.Max(square - (sum * mean), default);
            TLanes.Store(TLanes.Canonical(TLanes.Load(in _pivot[c]) + mean), ref _mean[c]);
            TLanes.Store(TLanes.Canonical(TLanes.WhereFinite(square, deviations, TLanes.WhereFinite(sum, square, sum - sum))), ref _deviations[c]);
        }
    }
}
