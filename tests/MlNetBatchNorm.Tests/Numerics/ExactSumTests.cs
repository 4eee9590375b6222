using System.Numerics;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Tests.Numerics;

/// <summary>Sums of limbs against BigInteger, which has no limbs to carry between.</summary>
public sealed class ExactSumTests
{
    private const int Scale = 2200;

    [Theory]
    [InlineData("any")]
    [InlineData("near zero")]
    [InlineData("one sign")]
    [InlineData("ends of limbs")]
    public void Add_OfManyValues_GivesTheirSum(string kind)
    {
        var random = new Random(5);
        for (int round = 0; round < 50; round++)
        {
            var sum = new ExactSum(2);
            var squares = new ExactSum(2);
            (BigInteger expected, BigInteger expectedSquares) = (0, 0);
            for (int i = 0; i < 40; i++)
            {
                double value = Value(kind, random);
                long times = random.Next(3) == 0 ? random.NextInt64(1L << 50) + 1 : 1;
                sum.Add(1, value, times);
                squares.AddSquare(1, value, times);
                expected += Integer(value) * times;
                expectedSquares += BigInteger.Pow(Integer(value), 2) * times;
                Assert.Equal(expected, Integer(sum[1], Scale));
                Assert.Equal(expectedSquares, Integer(squares[1], 2 * Scale));
            }

            Assert.True(sum[0].Significand.IsZero && squares[0].Significand.IsZero);
        }
    }

    [Fact]
    public void Add_AcrossZero_ChangesEveryLimb()
    {
        var sum = new ExactSum(1);
        foreach (double value in (double[])[1e300, -1e300, -1e-300, 1e-300, -5e-324, 1, -2, 1, 5e-324])
            sum.Add(0, value);
        Assert.Equal((0, 0), (sum.ToBytes().Low, sum.ToBytes().Bytes.Length));
    }

    /// <summary>A sum that is doubled needs a bit more each time, whatever its window was.</summary>
    [Theory]
    [InlineData(1.5)]
    [InlineData(-1.5)]
    [InlineData(-5e-324)]
    public void Merge_WithItselfAgainAndAgain_NeverOverflows(double value)
    {
        var sum = new ExactSum(1);
        sum.Add(0, value);
        for (int doublings = 1; doublings <= 400; doublings++)
        {
            sum.Merge(sum.Clone());
            Assert.Equal(Integer(value) << doublings, Integer(sum[0], Scale));
        }
    }

    /// <summary>As many squares as the limbs that they begin and end in can't hold.</summary>
    [Fact]
    public void AddSquare_UntilItCarriesIntoTheGuard_StaysPositive()
    {
        const int times = (1 << 24) + 5;
        double end = Math.ScaleB(2 - Math.ScaleB(1, -52), 31 + 52);
        var sum = new ExactSum(1);
        for (int i = 0; i < times; i++)
            sum.AddSquare(0, end);
        Assert.Equal(BigInteger.Pow(Integer(end), 2) * times, Integer(sum[0], 2 * Scale));
    }

    /// <summary>The highest bit of a limb is the sign of what was read, and a carry of what is added.</summary>
    [Theory]
    [InlineData("FFFFFFFFFFFFFF7F")]
    [InlineData("0000000000000080")]
    public void Merge_OfBytesThatFillALimb_DoesNotOverflow(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        ExactSum sum = ExactSum.FromBytes(1, low: 0, bytes);
        sum.Merge(sum.Clone());
        Assert.Equal(new BigInteger(bytes) * 2, Integer(sum[0], 0));
    }

    /// <summary>Bytes at the ends of what a window holds: the sign is in the highest bit and nowhere else.</summary>
    [Theory]
    [InlineData(127, "7F")]
    [InlineData(128, "8000")]
    [InlineData(-128, "80")]
    [InlineData(-129, "7FFF")]
    [InlineData(-1, "FF")]
    [InlineData(255, "FF00")]
    [InlineData(256, "01")]
    [InlineData(-256, "FF")]
    [InlineData(65536 * 65536.0, "01")]
    [InlineData(-65536 * 65536.0, "FF")]
    public void ToBytes_GivesTheSmallestWindow(double value, string expected)
    {
        var sum = new ExactSum(1);
        sum.Add(0, 1e-200);
        sum.Add(0, value);
        sum.Add(0, -1e-200);
        Assert.Equal(expected, Convert.ToHexString(sum.ToBytes().Bytes));
    }

    [Fact]
    public void ToBytes_OfSeveralChannels_HoldsEachOfThem()
    {
        var sum = new ExactSum(3);
        sum.Add(0, 256);
        sum.Add(2, -65536);
        (int low, byte[] bytes) = sum.ToBytes();
        Assert.Equal(1, low);
        Assert.Equal("0100" + "0000" + "00FF", Convert.ToHexString(bytes));
        Assert.Equal((256, 0, -65536), (Whole(0), Whole(1), Whole(2)));

        int Whole(int channel) => (int)Integer(ExactSum.FromBytes(3, low, bytes)[channel], 0);
    }

    private static double Value(string kind, Random random) => kind switch
    {
        "near zero" => (random.Next(2) == 0 ? 5e-324 : -5e-324) * random.Next(4),
        "one sign" => Math.Abs(Any(random)),
        "ends of limbs" => Math.ScaleB(random.Next(2) == 0 ? 2 - Math.ScaleB(1, -52) : -1 - Math.ScaleB(1, -52), (64 * random.Next(-16, 15)) + random.Next(-2, 3)),
        _ => Any(random),
    };

    private static double Any(Random random)
    {
        double value;
        do
            value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
        while (!double.IsFinite(value));
        return value;
    }

    /// <summary>The value times 2^Scale, from its bits.</summary>
    private static BigInteger Integer(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)(bits >> 52) & 0x7FF;
        BigInteger significand = (bits & 0xFFFFFFFFFFFFF) + (exponent > 0 ? 1L << 52 : 0);
        return (bits < 0 ? -significand : significand) << (Scale - 1075 + Math.Max(exponent, 1));
    }

    private static BigInteger Integer(Dyadic number, int scale) => number.Exponent + scale >= 0
        ? number.Significand << (number.Exponent + scale)
        : number.Significand >> -(number.Exponent + scale);
}
