using MlNetBatchNorm.Numerics;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Tests.Numerics;

/// <summary>Sums of rows of one byte per channel, against plain integers; more rows than sixteen bits hold the sum of.</summary>
public sealed class ValueRowsOfBytesTests
{
    private const int Rows = 300;

    public static TheoryData<int, int> Cases => new MatrixTheoryData<int, int>([1, 15, 16, 17, 64], [0, 200, byte.MaxValue]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void AddTo_Batch_AddsTheSums(int channels, int least)
    {
        var batch = new ByteMoments(channels);
        byte[][] rows = Fill(channels, least, out ValueRows<byte> filled);
        filled.AddTo(batch, 0, 2);
        filled.AddTo(batch, 2, Rows - 2);

        Assert.Equal(Rows, batch.Count);
        for (int c = 0; c < channels; c++)
        {
            Assert.Equal(rows.Sum(row => (long)row[c]), batch.Sum(c));
            Assert.Equal(rows.Sum(row => (long)row[c] * row[c]), batch.Squares(c));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void AddTo_ExactSums_AddsTheSums(int channels, int least)
    {
        var sums = new ExactAccumulator(new ChannelShape(channels, 1, ChannelsLast: false), ofBytes: true);
        byte[][] rows = Fill(channels, least, out ValueRows<byte> filled);
        filled.AddTo(sums, 0, 2);
        filled.AddTo(sums, 2, Rows - 2);

        ExactMoments moments = sums.Finish();
        for (int c = 0; c < channels; c++)
        {
            long sum = rows.Sum(row => (long)row[c]);
            long squares = rows.Sum(row => (long)row[c] * row[c]);
            Assert.Equal((double)sum / Rows, moments.Mean(c));
            Assert.Equal((double)((Rows * squares) - (sum * sum)) / (Rows * (Rows - 1)), moments.Variance(c));
        }
    }

    private static byte[][] Fill(int channels, int least, out ValueRows<byte> filled)
    {
        var random = new Random(7);
        byte[][] rows = [.. Enumerable.Range(0, Rows).Select(_ => Enumerable.Range(0, channels).Select(_ => (byte)random.Next(least, 256)).ToArray())];
        filled = new ValueRows<byte>(channels, Rows);
        for (int i = 0; i < Rows; i++)
        {
            // What follows the values is left as it is.
            Array.Fill(filled.Begin(i), byte.MaxValue);
            rows[i].CopyTo(filled.Begin(i), 0);
        }

        return rows;
    }
}
