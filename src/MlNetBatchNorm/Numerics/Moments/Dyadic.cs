using System.Numerics;

namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>The number <c>Significand * 2^Exponent</c>, exactly.</summary>
internal readonly record struct Dyadic(BigInteger Significand, int Exponent)
{
    public int Sign => Significand.Sign;

    /// <summary>A finite double.</summary>
    public static Dyadic Of(double value)
    {
        const int fractionBits = 52;
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)(bits >> fractionBits) & 0x7FF;
        long fraction = bits & ((1L << fractionBits) - 1);
        long significand = exponent == 0 ? fraction : fraction | (1L << fractionBits);
        return new(double.IsNegative(value) ? -significand : significand, Math.Max(exponent, 1) - 1075);
    }

    public static Dyadic operator +(Dyadic left, Dyadic right)
    {
        int exponent = Math.Min(left.Exponent, right.Exponent);
        return new((left.Significand << (left.Exponent - exponent)) + (right.Significand << (right.Exponent - exponent)), exponent);
    }

    public static Dyadic operator -(Dyadic left, Dyadic right) => left + (right with { Significand = -right.Significand });

    public static Dyadic operator *(Dyadic left, Dyadic right) => new(left.Significand * right.Significand, left.Exponent + right.Exponent);

    public static Dyadic operator *(Dyadic left, BigInteger right) => left with { Significand = left.Significand * right };

    /// <summary>The float nearest to the number divided by a positive <paramref name="divisor"/>; of two, the even one (IEEE 754).</summary>
    public float DivideToSingle(BigInteger divisor)
    {
        uint magnitude = (uint)Round(divisor, precision: 24, leastExponent: -149, infinity: 0xFFUL << 23);
        return BitConverter.UInt32BitsToSingle(magnitude | (Sign < 0 ? 1U << 31 : 0));
    }

    /// <summary>The double nearest to the number divided by a positive <paramref name="divisor"/>; of two, the even one (IEEE 754).</summary>
    public double DivideToDouble(BigInteger divisor)
    {
        ulong magnitude = Round(divisor, precision: 53, leastExponent: -1074, infinity: 0x7FFUL << 52);
        return BitConverter.UInt64BitsToDouble(magnitude | (Sign < 0 ? 1UL << 63 : 0));
    }

    /// <summary>
    /// The bits of the nearest floating-point number, without the sign. Rounded once, from the quotient's first bits and whether anything is
    /// left of it: (double) of a BigInteger truncates, and a float made of a double is rounded twice.
    /// </summary>
    private ulong Round(BigInteger divisor, int precision, int leastExponent, ulong infinity)
    {
        if (Significand.IsZero)
            return 0;
        BigInteger dividend = BigInteger.Abs(Significand);
        // Two or three bits more than the precision.
        int shift = (int)(divisor.GetBitLength() - dividend.GetBitLength()) + precision + 2;
        BigInteger shifted = dividend << shift;
        ulong bits = (ulong)BigInteger.DivRem(shifted, divisor, out BigInteger rest);
        int exponent = Exponent - shift;

        int dropped = Math.Max(sizeof(ulong) * 8 - BitOperations.LeadingZeroCount(bits) - precision, leastExponent - exponent);
        if (dropped >= sizeof(ulong) * 8)
            return 0;
        ulong kept = bits >> dropped;
        ulong half = 1UL << (dropped - 1);
        ulong remainder = bits & ((2 * half) - 1);
        // Looked at only where it decides: whether anything is left behind the bits that are here.
        if (remainder > half || (remainder == half && (!ulong.IsEvenInteger(kept) || !rest.IsZero || (shift < 0 && shifted << -shift != dividend))))
            kept++;
        // A significand that has its highest bit counts one exponent more, also where rounding carried into it.
        return Math.Min(kept + ((ulong)(exponent + dropped - leastExponent) << (precision - 1)), infinity);
    }
}
