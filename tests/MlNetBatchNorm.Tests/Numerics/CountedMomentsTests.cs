using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Tests.Numerics;

/// <summary>Moments of values of which some are missing: all channels at once as one by one, and in any parts.</summary>
public sealed class CountedMomentsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(37)]
    public void CopyMoments_OfRowsWithMissingValues_GivesThoseOfEachChannel(int channels)
    {
        double[][] rows = Rows(channels, 50);
        var moments = new CountedMoments(new PivotedMoments(channels));
        moments.AddRows<double>(rows.AsSpan(0, 3), finite: false);
        moments.AddRows<double>(rows.AsSpan(3), finite: false);

        (double[] mean, double[] squares, double[] counts) = (new double[channels], new double[channels], new double[channels]);
        moments.CopyMoments(mean, squares);
        moments.CopyCounts(counts);
        for (int c = 0; c < channels; c++)
        {
            double[] there = [.. rows.Select(row => row[c]).Where(double.IsFinite)];
            double expected = there.DefaultIfEmpty().Average();
            Assert.Equal((moments.Mean(c), moments.SquaredDeviations(c), moments.CountOf(c)), (mean[c], squares[c], counts[c]));
            Assert.Equal(there.Length, counts[c]);
            Assert.Equal(expected, mean[c], 1e-9);
            Assert.Equal(there.Sum(value => (value - expected) * (value - expected)), squares[c], 1e-9);
        }
    }

    /// <summary>The first rows miss nothing, so that they are added in another way.</summary>
    [Fact]
    public void AddRows_InPartsOfAnySize_GivesTheSameBits()
    {
        const int channels = 20;
        var random = new Random(5);
        double[][] rows = [.. Rows(channels, 7).Select(row => Array.ConvertAll(row, _ => 1e6 + random.NextDouble())), .. Rows(channels, 25)];
        CountedMoments expected = Add(rows.Length);
        foreach (CountedMoments moments in ((int[])[1, 3, 8, 30]).Select(Add))
        {
            for (int c = 0; c < channels; c++)
                Assert.Equal((expected.Mean(c), expected.SquaredDeviations(c), expected.CountOf(c)), (moments.Mean(c), moments.SquaredDeviations(c), moments.CountOf(c)));
        }

        CountedMoments Add(int atOnce)
        {
            var moments = new CountedMoments(new PivotedMoments(channels));
            foreach (double[][] part in rows.Chunk(atOnce))
                moments.AddRows<double>(part, part.All(row => row.All(double.IsFinite)));
            return moments;
        }
    }

    [Fact]
    public void Merge_OfParts_GivesTheMomentsOfTheWhole()
    {
        const int channels = 20;
        double[][] rows = Rows(channels, 60);
        var whole = new CountedMoments(new PivotedMoments(channels));
        whole.AddRows<double>(rows, finite: false);
        var merged = new CountedMoments(new PivotedMoments(channels));
        foreach (double[][] part in rows.Chunk(7))
        {
            var moments = new CountedMoments(new PivotedMoments(channels));
            moments.AddRows<double>(part, finite: false);
            merged.Merge(moments);
        }

        Assert.Equal(whole.Count, merged.Count);
        for (int c = 0; c < channels; c++)
        {
            Assert.Equal(whole.CountOf(c), merged.CountOf(c));
            Assert.Equal(whole.Mean(c), merged.Mean(c), 1e-9);
            Assert.Equal(whole.SquaredDeviations(c), merged.SquaredDeviations(c), 1e-8);
        }
    }

    /// <summary>Channel 5 has no values at all, and channel 4 none in the first rows.</summary>
    private static double[][] Rows(int channels, int count)
    {
        var random = new Random(4);
        return [.. Enumerable.Range(0, count).Select(r =>
        {
            var row = new double[Lanes.Padded(channels)];
            for (int c = 0; c < channels; c++)
                row[c] = c == 5 || (c == 4 && r < 10) || random.Next(4) == 0 ? double.NaN : 100 + random.NextDouble();
            return row;
        })];
    }
}
