using System.Numerics;
using MlNetBatchNorm.Numerics;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Tests.Numerics;

/// <summary>Bins against limbs that take value by value: the same sums, wherever the bins are and however often they are emptied.</summary>
public sealed class ExactBinsTests
{
    private const int Rows = 1500;

    public static TheoryData<string, int> Cases() => new(
        from kind in Kinds.Keys
        from channels in (int[])[1, 3, 16, 37, 300]
        select new TheoryDataRow<string, int>(kind, channels));

    private static Dictionary<string, Func<Random, int, double>> Kinds { get; } = new()
    {
        ["floats"] = (random, _) => (float)((random.NextDouble() * 4) - 2),
        ["doubles"] = (random, _) => (random.NextDouble() * 4) - 2,
        ["largest that fit"] = (random, _) => Math.ScaleB(2 - Math.ScaleB(1, -52), 4) * (random.Next(2) == 0 ? 1 : -1),
        ["all of the headroom"] = (_, row) => row % 512 == 0 ? 1 : 64 - Math.ScaleB(1, -37),
        ["just above"] = (random, row) => row % 512 == 0 ? 1 : random.Next(2) == 0 ? 64 : -63.999999999999993,
        ["one sign"] = (random, _) => 1 + random.NextDouble(),
        ["mean 1e6 with spread 1e-2"] = (random, _) => 1e6 + (1e-2 * random.NextDouble()),
        ["all sizes"] = (random, _) => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-300, 300)),
        ["many sizes"] = (random, _) => (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-12, 12)),
        ["growing"] = (random, row) => (random.NextDouble() - 0.5) * Math.Pow(1.5, row - 700),
        ["shrinking"] = (random, row) => (random.NextDouble() - 0.5) * Math.Pow(1.5, 700 - row),
        ["mostly zeros"] = (random, row) => row < 3 || random.Next(50) > 0 ? 0 : random.NextDouble() - 0.5,
        ["subnormals"] = (random, _) => random.Next(-3, 4) * double.Epsilon,
        ["ends of what is squared in bins"] = (random, _) => (random.Next(2) == 0 ? 1 : -1) * (1 + random.NextDouble()) * Math.ScaleB(1, random.Next(-402, -396)),
        ["tiny squares beside small ones"] = (random, _) => (1 + random.NextDouble()) * Math.ScaleB(1, random.Next(200) == 0 ? random.Next(-700, -390) : random.Next(-304, -296)),
        ["largest"] = (random, _) => random.Next(2) == 0 ? double.MaxValue : -double.MaxValue,
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Finish_OfManyRows_GivesTheSumsOfTheirValues(string kind, int channels)
    {
        var random = new Random(9);
        int repeats = channels == 3 ? 5 : 1;
        var bins = new ExactBins(channels, repeats, levels: 2);
        var squareBins = new ExactBins(channels, repeats, levels: 4);
        var sum = new ExactSum(channels);
        var squares = new ExactSum(channels);
        var row = new double[bins.Count];
        for (int r = 0; r < Rows; r++)
        {
            for (int i = 0; i < channels * repeats; i++)
            {
                row[i] = Kinds[kind](random, r);
                sum.Add(i % channels, row[i]);
                squares.AddSquare(i % channels, row[i]);
            }

            bins.Add(row);
            squareBins.AddSquares(row);
        }

        AssertEqual(sum, bins.Finish());
        AssertEqual(squares, squareBins.Finish());
    }

    /// <summary>Rows in parts of any number, with and without values that are missing.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void AddRows_OfManyRows_GivesTheSumsOfTheirValues(string kind, int channels)
    {
        foreach (double missing in (double[])[0, 0.05])
        {
            AssertRows(kind, channels, missing, value => value, double.NaN);
            AssertRows(kind, channels, missing, value => (float)value, float.NegativeInfinity);
        }
    }

    private static void AssertRows<T>(string kind, int channels, double missing, Func<double, T> convert, T absent) where T : unmanaged
    {
        var random = new Random(9);
        var accumulator = new ExactAccumulator(new ChannelShape(channels, 1, ChannelsLast: false), ofBytes: false, ignoresNonFinite: missing > 0);
        (ExactSum sum, ExactSum squares) = (new(channels), new(channels));
        var counts = new BigInteger[channels];
        for (int first = 0; first < Rows;)
        {
            var rows = new T[random.Next(1, 70)][];
            for (int r = 0; r < rows.Length; r++)
                rows[r] = Row(first + r);
            accumulator.AddRows<T>(rows, finite: missing == 0);
            first += rows.Length;
        }

        ExactMoments moments = accumulator.Finish();
        AssertEqual(sum, moments.Sums[0]);
        AssertEqual(squares, moments.Sums[1]);
        Assert.Equal(counts, Enumerable.Range(0, channels).Select(moments.CountOf));

        T[] Row(int index)
        {
            var row = new T[Lanes.Padded(channels)];
            for (int c = 0; c < channels; c++)
            {
                row[c] = convert(Kinds[kind](random, index));
                double value = Widening.ToDouble(row[c]);
                if (random.NextDouble() < missing || !double.IsFinite(value))
                {
                    row[c] = missing > 0 ? absent : default;
                    value = missing > 0 ? double.NaN : 0;
                }

                if (!double.IsFinite(value))
                    continue;
                counts[c]++;
                sum.Add(c, value);
                squares.AddSquare(c, value);
            }

            return row;
        }
    }

    private static void AssertEqual(ExactSum expected, ExactSum actual)
    {
        Assert.Equal(expected.ToBytes().Low, actual.ToBytes().Low);
        Assert.Equal(expected.ToBytes().Bytes, actual.ToBytes().Bytes);
    }
}
