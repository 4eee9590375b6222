using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>
/// Moments that ignore NaN and infinities, so that each channel has its own count. As long as no value is missing, they are
/// the moments that they wrap, to the bit; after that, sums of the deviations from a pivot, of their squares, and a count per channel.
/// </summary>
internal sealed class CountedMoments(ChannelMoments complete) : ChannelMoments(complete.Channels)
{
    // Made once a value is missing; zeros fill the last lanes up.
    private double[] _pivot = [];
    private double[] _sum = [];
    private double[] _squares = [];
    private double[] _counts = [];
    private double[] _otherMean = [];
    private double[] _otherSquares = [];
    private double[] _otherCounts = [];

    // The mean and squared deviations that the sums give: computed once per batch, and read several times.
    private double[] _mean = [];
    private double[] _deviations = [];
    private bool _isComputed;

    /// <summary>Whether no value is missing.</summary>
    public bool IsComplete { get; private set; } = true;

    private ChannelMoments Complete => complete;

    public override double CountOf(int channel) => IsComplete ? Count : _counts[channel];

    public override double Mean(int channel) =>
        IsComplete ? complete.Mean(channel) : _counts[channel] == 0 ? 0 : _pivot[channel] + (_sum[channel] / _counts[channel]);

    public override double SquaredDeviations(int channel)
    {
        if (IsComplete)
            return complete.SquaredDeviations(channel);
        (double sum, double squares, double count) = (_sum[channel], _squares[channel], _counts[channel]);
        // Rounding may leave a constant channel a hair below zero. Divided first, because the square of the sum may overflow.
        return count == 0 ? 0 : Math.Max(0, squares - (sum * (sum / count)));
    }

    /// <summary>Nothing that is not finite gets in.</summary>
    public override int FindNonFinite() => -1;

    public override void CopyMoments(Span<double> mean, Span<double> squaredDeviations)
    {
        if (IsComplete)
        {
            complete.CopyMoments(mean, squaredDeviations);
            return;
        }

        if (!_isComputed)
            Compute();
        _mean.AsSpan(0, Channels).CopyTo(mean);
        _deviations.AsSpan(0, Channels).CopyTo(squaredDeviations);
    }

    public override void CopyCounts(Span<double> counts)
    {
        if (IsComplete)
            base.CopyCounts(counts);
        else
            _counts.AsSpan(0, Channels).CopyTo(counts);
    }

    public override void AddRows<T>(ReadOnlySpan<T[]> rows, bool finite)
    {
        if (IsComplete)
        {
            // The first row that misses a value ends it, whatever rows it comes with: the sums must not depend on that.
            int whole = finite ? rows.Length : CountWhole(rows);
            complete.AddRows(rows[..whole], finite: true);
            Count = complete.Count;
            rows = rows[whole..];
        }

        if (rows.IsEmpty)
            return;
        BeginCounting();
        SetPivots(rows);
        Count += rows.Length;
        for (int atOnce = RealMoments.RowsAtOnce(Channels); rows.Length > 0; rows = rows[Math.Min(atOnce, rows.Length)..])
            AddFew(rows[..Math.Min(atOnce, rows.Length)]);
    }

    /// <summary>Replaces the content by the moments of a row's finite values.</summary>
    public void Compute<T>(ReadOnlySpan<T> row, ChannelShape shape) where T : unmanaged
    {
        Clear();
        MomentsKernel.Compute(row, shape, (RealMoments)complete);
        Count = shape.Spatial;
        if (complete.FindNonFinite() < 0)
            return;
        complete.Clear();
        BeginCounting();
        Count = shape.Spatial;
        for (int c = 0; c < Channels; c++)
        {
            for (int i = 0; i < shape.Spatial; i++)
                Add(c, Widening.ToDouble(row[shape.ChannelsLast ? (i * Channels) + c : (c * shape.Spatial) + i]));
        }
    }

    public override void Clear()
    {
        Count = 0;
        complete.Clear();
        IsComplete = true;
    }

    protected override bool CanMerge(ChannelMoments other) => other is CountedMoments;

    protected override void MergeCore(ChannelMoments other)
    {
        var part = (CountedMoments)other;
        if (IsComplete && part.IsComplete)
        {
            complete.Merge(part.Complete);
            Count = complete.Count;
            return;
        }

        BeginCounting();
        part.CopyMoments(_otherMean, _otherSquares);
        part.CopyCounts(_otherCounts);
        for (int c = 0; c < Channels; c++)
        {
            if (_counts[c] == 0)
                _pivot[c] = _otherMean[c];
            else if (_otherCounts[c] == 0)
                _otherMean[c] = _pivot[c]; // A part without values deviates from nothing.
        }

        if (Vector512.IsHardwareAccelerated)
            MergeOther<SixteenDoubles512>();
        else if (Vector128.IsHardwareAccelerated)
            MergeOther<SixteenDoubles256>();
        else
            MergeOther<SixteenScalars>();
        Count += part.Count;
    }

    /// <summary>Continues from the moments before the first missing value.</summary>
    private void BeginCounting()
    {
        _isComputed = false;
        if (!IsComplete)
            return;
        if (_pivot.Length == 0)
        {
            int length = Lanes.Padded(Channels);
            (_pivot, _sum, _squares, _counts) = (new double[length], new double[length], new double[length], new double[length]);
            (_otherMean, _otherSquares, _otherCounts) = (new double[length], new double[length], new double[length]);
            (_mean, _deviations) = (new double[length], new double[length]);
        }

        Array.Clear(_sum);
        complete.CopyMoments(_pivot, _squares);
        Array.Fill(_counts, complete.Count, 0, Channels);
        IsComplete = false;
    }

    private void Merge(int channel, double count, double mean, double squaredDeviations)
    {
        if (count == 0)
            return;
        if (_counts[channel] == 0)
            _pivot[channel] = mean;
        double deviation = mean - _pivot[channel];
        _sum[channel] += deviation * count;
        _squares[channel] += squaredDeviations + (deviation * deviation * count);
        _counts[channel] += count;
    }

    private void Add(int channel, double value)
    {
        if (double.IsFinite(value))
            Merge(channel, 1, value, 0);
    }

    /// <summary>How many rows there are before the first that misses a value.</summary>
    private int CountWhole<T>(ReadOnlySpan<T[]> rows) where T : unmanaged
    {
        int whole = 0;
        while (whole < rows.Length && FiniteValues.AreAll<T>(rows[whole].AsSpan(0, Lanes.Padded(Channels))))
            whole++;
        return whole;
    }

    /// <summary>A channel's first value is its pivot.</summary>
    private void SetPivots<T>(ReadOnlySpan<T[]> rows) where T : unmanaged
    {
        // Each channel soon has one.
        if (!_counts.AsSpan(0, Channels).Contains(0))
            return;
        Span<double> first = _otherMean;
        first[..Channels].Fill(double.NaN);
        for (int row = 0; row < rows.Length && !FiniteValues.AreAll<double>(first); row++)
            FillIn(rows[row], first);
        for (int c = 0; c < Channels; c++)
        {
            if (_counts[c] == 0 && double.IsFinite(first[c]))
                _pivot[c] = first[c];
        }
    }

    /// <summary>Replaces values that are not finite with those of a row.</summary>
    private static void FillIn<T>(T[] row, Span<double> values) where T : unmanaged
    {
        if (Vector512.IsHardwareAccelerated)
            FillIn<T, SixteenDoubles512>(row, values);
        else if (Vector128.IsHardwareAccelerated)
            FillIn<T, SixteenDoubles256>(row, values);
        else
            FillIn<T, SixteenScalars>(row, values);
    }

    [MethodImpl(HotLoop.Compilation)]
    private static void FillIn<T, TLanes>(T[] row, Span<double> values)
        where T : unmanaged
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        for (int c = 0; c < values.Length; c += Lanes.Count)
        {
            TLanes value = TLanes.Load(in values[c]);
            TLanes.Store(TLanes.WhereFinite(value, value, TLanes.Load(in row[c])), ref values[c]);
        }
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

    [MethodImpl(HotLoop.Compilation)]
    private void AddFew<T, TLanes>(ReadOnlySpan<T[]> rows)
        where T : unmanaged
        where TLanes : struct, ISixteenDoubles<TLanes>
    {
        TLanes one = TLanes.Broadcast(1);
        for (int c = 0; c < _pivot.Length; c += Lanes.Count)
        {
            TLanes pivot = TLanes.Load(in _pivot[c]);
            TLanes sum = TLanes.Load(in _sum[c]);
            TLanes squares = TLanes.Load(in _squares[c]);
            TLanes counts = TLanes.Load(in _counts[c]);
            foreach (T[] row in rows)
            {
                TLanes value = TLanes.Load(in row[c]);
                TLanes deviations = TLanes.WhereFinite(value, value - pivot, default);
                sum += deviations;
                squares = TLanes.MultiplyAdd(deviations, deviations, squares);
                counts += TLanes.WhereFinite(value, one, default);
            }

            TLanes.Store(sum, ref _sum[c]);
            TLanes.Store(squares, ref _squares[c]);
            TLanes.Store(counts, ref _counts[c]);
        }
    }

    /// <summary>Adds the values whose moments were copied.</summary>
    [MethodImpl(HotLoop.Compilation)]
    private void MergeOther<TLanes>() where TLanes : struct, ISixteenDoubles<TLanes>
    {
        for (int c = 0; c < _pivot.Length; c += Lanes.Count)
        {
            TLanes count = TLanes.Load(in _otherCounts[c]);
            TLanes deviations = TLanes.Load(in _otherMean[c]) - TLanes.Load(in _pivot[c]);
            TLanes.Store(TLanes.Load(in _sum[c]) + (deviations * count), ref _sum[c]);
            TLanes.Store(TLanes.Load(in _squares[c]) + (TLanes.Load(in _otherSquares[c]) + (deviations * deviations * count)), ref _squares[c]);
            TLanes.Store(TLanes.Load(in _counts[c]) + count, ref _counts[c]);
        }
    }

    private void Compute()
    {
        if (Vector512.IsHardwareAccelerated)
            Compute<SixteenDoubles512>();
        else if (Vector128.IsHardwareAccelerated)
            Compute<SixteenDoubles256>();
        else
            Compute<SixteenScalars>();
        for (int c = 0; c < Channels; c++)
        {
            if (_counts[c] == 0)
                _mean[c] = 0;
        }

        _isComputed = true;
    }

    [MethodImpl(HotLoop.Compilation)]
    private void Compute<TLanes>() where TLanes : struct, ISixteenDoubles<TLanes>
    {
        TLanes one = TLanes.Broadcast(1);
        for (int c = 0; c < _pivot.Length; c += Lanes.Count)
        {
            TLanes sum = TLanes.Load(in _sum[c]);
            // Where there are no values, the sums are 0 and the pivot is not used.
            TLanes mean = sum / TLanes.Max(TLanes.Load(in _counts[c]), one);
            TLanes.Store(TLanes.Load(in _pivot[c]) + mean, ref _mean[c]);
            TLanes.Store(TLanes.Max(TLanes.Load(in _squares[c]) - (sum * mean), default), ref _deviations[c]);
        }
    }
}
