using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>
/// Moments in which a NaN or an infinity counts for nothing, so that each channel has its own count. As long as no value is missing, they are
/// the moments that they wrap, to the bit; after that, sums of the deviations from a pivot, of their squares, and a count per channel.
/// </summary>
internal sealed class CountedMoments(ChannelMoments complete) : ChannelMoments(complete.Channels)
{
    // Made once a value is missing; zeros fill the last lanes up.
    private double[] _pivot = [];
    private double[] _sum = [];
    private double[] _squares = [];
    private double[] _counts = [];

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
            complete.CopyMoments(mean, squaredDeviations);
        else
            base.CopyMoments(mean, squaredDeviations);
    }

    public override void AddRows<T>(ReadOnlySpan<T[]> rows, bool finite)
    {
        if (finite && IsComplete)
        {
            complete.AddRows(rows, finite);
            Count = complete.Count;
            return;
        }

        BeginCounting();
        foreach (T[] row in rows)
        {
            SetPivots<T>(row);
            if (Vector512.IsHardwareAccelerated)
                AddRow<T, Lanes512>(row);
            else if (Vector128.IsHardwareAccelerated)
                AddRow<T, Lanes256>(row);
            else
                AddRow<T, ScalarLanes>(row);
        }

        Count += rows.Length;
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
        for (int c = 0; c < Channels; c++)
            Merge(c, part.CountOf(c), part.Mean(c), part.SquaredDeviations(c));
        Count += part.Count;
    }

    /// <summary>Goes on from the moments before the first missing value.</summary>
    private void BeginCounting()
    {
        if (!IsComplete)
            return;
        if (_pivot.Length == 0)
        {
            _pivot = new double[Lanes.Padded(Channels)];
            (_sum, _squares, _counts) = (new double[_pivot.Length], new double[_pivot.Length], new double[_pivot.Length]);
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

    /// <summary>A channel's first value is its pivot.</summary>
    private void SetPivots<T>(ReadOnlySpan<T> row) where T : unmanaged
    {
        // Each channel soon has one.
        if (Count > 0 && !_counts.AsSpan(0, Channels).Contains(0))
            return;
        for (int c = 0; c < Channels; c++)
        {
            double value = Widening.ToDouble(row[c]);
            if (_counts[c] == 0 && double.IsFinite(value))
                _pivot[c] = value;
        }
    }

    [MethodImpl(HotLoop.Compilation)]
    private void AddRow<T, TLanes>(T[] row)
        where T : unmanaged
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes one = TLanes.Broadcast(1);
        for (int c = 0; c < _pivot.Length; c += Lanes.Count)
        {
            TLanes value = TLanes.Load(in row[c]);
            TLanes deviations = TLanes.WhereFinite(value, value - TLanes.Load(in _pivot[c]), default);
            TLanes.Store(TLanes.Load(in _sum[c]) + deviations, ref _sum[c]);
            TLanes.Store(TLanes.MultiplyAdd(deviations, deviations, TLanes.Load(in _squares[c])), ref _squares[c]);
            TLanes.Store(TLanes.Load(in _counts[c]) + TLanes.WhereFinite(value, one, default), ref _counts[c]);
        }
    }
}
