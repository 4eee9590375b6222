using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>
/// A sum per channel of doubles, or of their squares, that is never rounded: a two's-complement integer of 64-bit limbs, in units of a
/// power of two. All channels share one window of limbs, which grows with the values. The limb above the highest value is a guard: it takes
/// the carries of 2^62 additions, so no sum overflows.
/// </summary>
/// <remarks>Not thread-safe; several threads may read.</remarks>
internal sealed class ExactSum(int channels)
{
    private const int LimbBits = 64;
    private const int BytesInLimb = sizeof(ulong);

    /// <summary>A square has 106 bits and begins at any bit of its lowest limb, so it may reach into three.</summary>
    private const int LimbsOfValue = 3;

    private const int SignificandBits = 52;
    private const ulong ImplicitBit = 1UL << SignificandBits;

    /// <summary>The weight of a subnormal's lowest bit is two to this power.</summary>
    private const int LeastExponent = -1074;

    private ulong[] _limbs = [];

    /// <summary>The limb at index i of a channel weighs 2^(64 (_low + i)).</summary>
    private int _low;

    private int _width;

    public int Channels { get; } = channels;

    /// <summary>Whether nothing was added yet but zeros.</summary>
    public bool IsZero => _width == 0;

    /// <summary>The sum of a channel.</summary>
    public Dyadic this[int channel]
    {
        get
        {
            Span<byte> bytes = stackalloc byte[_width * BytesInLimb];
            for (int i = 0; i < _width; i++)
                BinaryPrimitives.WriteUInt64LittleEndian(bytes[(i * BytesInLimb)..], Limbs(channel)[i]);
            return new Dyadic(new BigInteger(bytes), _low * LimbBits);
        }
    }

    private int Top => _low + _width;

    /// <summary>A sum of the same values, to go on from.</summary>
    public ExactSum Clone() => new(Channels) { _limbs = [.. _limbs], _low = _low, _width = _width };

    /// <summary>Adds a finite value, so many times.</summary>
    public void Add(int channel, double value, long times = 1)
    {
        (ulong significand, int exponent) = Split(value);
        ulong sign = double.IsNegative(value) ? ulong.MaxValue : 0;
        // Bit by bit of the factor; there is one bit but in sums that are made of old models.
        for (; times > 0; times &= times - 1)
            Add(channel, 0, significand, exponent + BitOperations.TrailingZeroCount(times), sign);
    }

    /// <summary>Adds the square of a finite value, so many times. A fused multiply-add would lose bits at the ends of the range.</summary>
    public void AddSquare(int channel, double value, long times = 1)
    {
        (ulong significand, int exponent) = Split(value);
        ulong high = Math.BigMul(significand, significand, out ulong low);
        for (; times > 0; times &= times - 1)
            Add(channel, high, low, (2 * exponent) + BitOperations.TrailingZeroCount(times), sign: 0);
    }

    /// <summary>Adds the sums of another, which has as many channels.</summary>
    public void Merge(ExactSum other)
    {
        if (other._width == 0)
            return;
        Cover(other._low, other.Top);
        for (int c = 0; c < Channels; c++)
        {
            ReadOnlySpan<ulong> addend = other.Limbs(c);
            Span<ulong> sum = Limbs(c)[(other._low - _low)..];
            ulong sign = SignOf(addend[^1]);
            ulong carry = 0;
            for (int i = 0; i < sum.Length; i++)
                sum[i] = AddWithCarry(sum[i], i < addend.Length ? addend[i] : sign, ref carry);
        }

        KeepGuard();
    }

    /// <summary>
    /// The smallest window of bytes that holds every channel, little-endian: equal sums give equal bytes, however their windows grew.
    /// </summary>
    /// <returns>The window of each channel after the other, and where it begins: its first byte weighs 2^(8 low).</returns>
    public (int Low, byte[] Bytes) ToBytes()
    {
        (int start, int end) = (_low * BytesInLimb, Top * BytesInLimb);
        (int low, int last) = (end, start - 1);
        for (int c = 0; c < Channels; c++)
        {
            int lowest = start;
            while (lowest < low && ByteAt(c, lowest) == 0)
                lowest++;
            low = lowest;
            int highest = end - 1;
            // A byte that repeats the sign of the byte below it says nothing.
            while (highest > last && (sbyte)ByteAt(c, highest) == (sbyte)ByteAt(c, highest - 1) >> 7)
                highest--;
            last = highest;
        }

        int width = last + 1 - low;
        if (width <= 0)
            return (0, []);
        var bytes = new byte[(long)Channels * width];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = ByteAt(i / width, low + (i % width));
        return (low, bytes);
    }

    /// <summary>The sums that gave these bytes.</summary>
    public static ExactSum FromBytes(int channels, int low, ReadOnlySpan<byte> bytes)
    {
        var sum = new ExactSum(channels);
        int width = bytes.Length / sum.Channels;
        if (width == 0)
            return sum;
        sum.Cover(low >> 3, ((low + width - 1) >> 3) + 2);
        for (int c = 0; c < channels; c++)
        {
            Span<ulong> limbs = sum.Limbs(c);
            ReadOnlySpan<byte> window = bytes.Slice(c * width, width);
            int first = low - (sum._low * BytesInLimb);
            for (int i = first; i < limbs.Length * BytesInLimb; i++)
                limbs[i / BytesInLimb] |= (ulong)(i - first < width ? window[i - first] : (byte)((sbyte)window[^1] >> 7)) << (8 * (i % BytesInLimb));
        }

        return sum;
    }

    private static (ulong Significand, int Exponent) Split(double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        ulong fraction = bits & (ImplicitBit - 1);
        int exponent = (int)(bits >> SignificandBits) & 0x7FF;
        return exponent == 0 ? (fraction, LeastExponent) : (fraction | ImplicitBit, LeastExponent + exponent - 1);
    }

    /// <summary>Adds or, where <paramref name="sign"/> is all ones, subtracts 2^<paramref name="exponent"/> times an integer of two limbs.</summary>
    private void Add(int channel, ulong high, ulong low, int exponent, ulong sign)
    {
        if ((high | low) == 0)
            return;
        int limb = exponent >> 6;
        int shift = exponent & (LimbBits - 1);
        if (limb < _low || limb + LimbsOfValue >= Top)
            Cover(limb, limb + LimbsOfValue + 1);

        Span<ulong> sum = Limbs(channel)[(limb - _low)..];
        // A difference is the sum with the complement and 1; the complement's limbs above are all ones.
        ulong carry = sign & 1;
        sum[0] = AddWithCarry(sum[0], sign ^ (low << shift), ref carry);
        sum[1] = AddWithCarry(sum[1], sign ^ ((high << shift) | ShiftOut(low, shift)), ref carry);
        sum[2] = AddWithCarry(sum[2], sign ^ ShiftOut(high, shift), ref carry);
        for (int i = LimbsOfValue; i < sum.Length && carry != (sign & 1); i++)
            sum[i] = AddWithCarry(sum[i], sign, ref carry);
    }

    /// <summary>The bits that leave a limb at its top; a shift by 64 would be one by 0.</summary>
    private static ulong ShiftOut(ulong limb, int shift) => limb >> 1 >> (LimbBits - 1 - shift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AddWithCarry(ulong a, ulong b, ref ulong carry)
    {
        ulong sum = a + b;
        ulong result = sum + carry;
        carry = (sum < a ? 1UL : 0) | (result < sum ? 1UL : 0);
        return result;
    }

    private static ulong SignOf(ulong limb) => (ulong)((long)limb >> (LimbBits - 1));

    private Span<ulong> Limbs(int channel) => _limbs.AsSpan(channel * _width, _width);

    /// <summary>Makes the window hold the limbs from <paramref name="low"/> to before <paramref name="top"/>.</summary>
    private void Cover(int low, int top)
    {
        int newLow = _width == 0 ? low : Math.Min(low, _low);
        int newWidth = (_width == 0 ? top : Math.Max(top, Top)) - newLow;
        if (newWidth == _width)
            return;
        var grown = new ulong[(long)Channels * newWidth];
        for (int c = 0; c < Channels && _width > 0; c++)
        {
            ReadOnlySpan<ulong> limbs = Limbs(c);
            Span<ulong> wide = grown.AsSpan(c * newWidth, newWidth)[(_low - newLow)..];
            wide.Fill(SignOf(limbs[^1]));
            limbs.CopyTo(wide);
        }

        (_limbs, _low, _width) = (grown, newLow, newWidth);
    }

    /// <summary>Grows by a limb if the guard has taken half of what it can.</summary>
    private void KeepGuard()
    {
        const long half = 1L << 62;
        for (int c = 0; c < Channels; c++)
        {
            if ((long)Limbs(c)[^1] is < -half or >= half)
            {
                Cover(_low, Top + 1);
                return;
            }
        }
    }

    /// <summary>A byte of a channel, in the window, or below it, where all are zero.</summary>
    private byte ByteAt(int channel, int index)
    {
        int limb = (index >> 3) - _low;
        return limb < 0 ? (byte)0 : (byte)(Limbs(channel)[limb] >> (8 * (index & 7)));
    }
}
