using Microsoft.ML;
using Options = MlNetBatchNorm.BatchNormEstimator.Options;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>NIST's data sets against their certified values, and against exact fractions.</summary>
public sealed class NistTests
{
    private readonly MLContext _ml = new();

    /// <summary>All digits that the doubles have of the deviation of the decimals that they are nearest to: in NumAcc4, eight.</summary>
    [Theory]
    [InlineData("PiDigits", 15)]
    [InlineData("Lottery", 15)]
    [InlineData("Lew", 15)]
    [InlineData("Mavro", 13)]
    [InlineData("Michelso", 13)]
    [InlineData("NumAcc1", 15)]
    [InlineData("NumAcc2", 15)]
    [InlineData("NumAcc3", 9)]
    [InlineData("NumAcc4", 8)]
    public void GetMeanAndVariance_OfANistSet_AreTheExactOnesAndNistsOwn(string name, double digits)
    {
        NistSet set = NistSet.Named(name);
        ChannelStatistics statistics = _ml.Transforms.NormalizeChannels("Y", "X").CollectStatistics(View(set));

        (double mean, double variance) = (statistics.GetMean("X")[0], statistics.GetVariance("X")[0]);
        Assert.Equal((set.ExactMean, set.ExactVariance), (mean, variance));
        AssertDigits(15, mean, set.Mean);
        AssertDigits(digits, Math.Sqrt(variance), set.Deviation);
    }

    /// <summary>By exact statistics, and by running ones of one batch.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Transform_OfANistSet_GivesTheExactValues(string name)
    {
        NistSet set = NistSet.Named(name);
        IDataView view = View(set);
        AssertNormalized(set, _ml.Transforms.NormalizeChannels("Y", "X").Fit(view).Transform(view));
        AssertNormalized(set, _ml.Transforms.NormalizeBatch("Y", "X", new Options { BatchSize = set.Values.Length, Momentum = 1, Epsilon = 0 }).Fit(view).Transform(view));
    }

    public static TheoryData<string> Names() => ["PiDigits", "Lottery", "Lew", "Mavro", "Michelso", "NumAcc1", "NumAcc2", "NumAcc3", "NumAcc4"];

    private static void AssertDigits(double expected, double value, string certified)
    {
        double digits = NistSet.CorrectDigits(value, certified);
        Assert.True(digits >= expected, $"{value:r} has {digits:0.0} digits of {certified}.");
    }

    private static void AssertNormalized(NistSet set, IDataView normalized)
    {
        Dictionary<double, double> expected = set.Normalized.ToDictionary(pair => pair[0], pair => pair[1]);
        double ulp = Math.BitIncrement(Math.Abs(set.ExactMean)) - Math.Abs(set.ExactMean);
        double allowed = 1e-9 + (ulp / Math.Sqrt(set.ExactVariance));
        double[] actual = [.. ColumnValues.Read<double>(normalized, "Y").Select(row => row[0])];

        Assert.Equal(set.Values.Length, actual.Length);
        Assert.All(actual.Zip(set.Values), pair => Assert.True(
            Math.Abs(expected[pair.Second] - pair.First) <= allowed, $"{pair.Second:r}: expected {expected[pair.Second]:r}, got {pair.First:r}"));
    }

    private IDataView View(NistSet set) => ColumnValues.View(_ml, set.Values.Select(value => (double[])[value]), 1);
}
