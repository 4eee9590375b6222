using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>Moments of bytes, in exact integers: nothing is rounded before the mean and the variance are asked for.</summary>
internal sealed class ByteMoments(int channels) : ChannelMoments(channels)
{
    /// <summary>So many bytes before the square of their sum could overflow.</summary>
    private const long MaxNarrowCount = int.MaxValue / byte.MaxValue;

    /// <summary>So many rows before a sum of bytes could overflow sixteen bits.</summary>
    private const int MaxRowsAtOnce = ushort.MaxValue / byte.MaxValue;

    private readonly long[] _sums = new long[channels];
    private readonly long[] _squares = new long[channels];

    /// <summary>Moments that were kept before.</summary>
    public ByteMoments(long count, ReadOnlySpan<long> sums, ReadOnlySpan<long> squares)
        : this(sums.Length)
    {
        Count = count;
        sums.CopyTo(_sums);
        squares.CopyTo(_squares);
    }

    public override double Mean(int channel) => (double)_sums[channel] / Count;

    public override double SquaredDeviations(int channel) => (Count <= MaxNarrowCount
        ? (Count * _squares[channel]) - (_sums[channel] * _sums[channel])
        : (double)(((Int128)Count * _squares[channel]) - ((Int128)_sums[channel] * _sums[channel]))) / Count;

    /// <summary>The sum of a channel's values.</summary>
    public long Sum(int channel) => _sums[channel];

    /// <summary>The sum of the squares of a channel's values.</summary>
    public long Squares(int channel) => _squares[channel];

    /// <summary>Begins anew with a number of values of each channel.</summary>
    public void Start(long count) => Count = count;

    /// <summary>Sets a channel from the sums of its values and of their squares.</summary>
    public void Set(int channel, long sum, long squares)
    {
        _sums[channel] = sum;
        _squares[channel] = squares;
    }

    /// <summary>Writes the sums and the sums of squares of every channel; exactly, if they are those of a row.</summary>
    public void CopySums(Span<double> sums, Span<double> squares)
    {
        for (int c = 0; c < Channels; c++)
        {
            sums[c] = _sums[c];
            squares[c] = _squares[c];
        }
    }

    /// <summary>Adds rows of one byte per channel, each filled up to whole <see cref="ISixteenDoubles{TSelf}"/> by any values.</summary>
    public override void AddRows<T>(ReadOnlySpan<T[]> rows, bool finite)
    {
        Count += rows.Length;
        for (; rows.Length > 0; rows = rows[Math.Min(MaxRowsAtOnce, rows.Length)..])
        {
            for (int c = 0; c < Channels; c += Lanes.Count)
                AddFew(rows[..Math.Min(MaxRowsAtOnce, rows.Length)], c);
        }
    }

    /// <summary>Bytes are finite.</summary>
    public override int FindNonFinite() => -1;

    protected override void MergeCore(ChannelMoments other)
    {
        var part = (ByteMoments)other;
        Count += part.Count;
        Add(part._sums, _sums);
        Add(part._squares, _squares);
    }

    public override void Clear()
    {
        Count = 0;
        Array.Clear(_sums);
        Array.Clear(_squares);
    }

    /// <summary>Adds sixteen channels of some rows.</summary>
    [MethodImpl(HotLoop.Compilation)]
    private void AddFew<T>(ReadOnlySpan<T[]> rows, int channel) where T : unmanaged
    {
        Vector256<ushort> sums = default;
        Vector512<uint> squares = default;
        foreach (T[] row in rows)
        {
            Vector256<ushort> values = Vector256.WidenLower(Vector128.LoadUnsafe(ref Unsafe.As<T, byte>(ref row[channel])).ToVector256Unsafe());
            sums += values;
            squares += Vector512.WidenLower((values * values).ToVector512Unsafe());
        }

        for (int c = channel; c < Math.Min(Channels, channel + Lanes.Count); c++)
        {
            _sums[c] += sums[c - channel];
            _squares[c] += squares[c - channel];
        }
    }

    private static void Add(ReadOnlySpan<long> values, Span<long> sums)
    {
        int i = 0;
        for (; i <= sums.Length - Vector<long>.Count; i += Vector<long>.Count)
            (new Vector<long>(sums[i..]) + new Vector<long>(values[i..])).CopyTo(sums[i..]);
        for (; i < sums.Length; i++)
            sums[i] += values[i];
    }
}
