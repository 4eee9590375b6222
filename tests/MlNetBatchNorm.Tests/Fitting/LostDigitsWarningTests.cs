using Microsoft.ML;
using Options = MlNetBatchNorm.BatchNormEstimator.Options;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>Warnings of constant channels and of lost digits say what is true at the column's precision, and nothing where all is well.</summary>
public sealed class LostDigitsWarningTests
{
    private readonly MLContext _ml = new();

    [Fact]
    public void Fit_OnDoublesThatDoublesHold_WarnsOfTheConstantsAlone()
    {
        DoubleReference data = DoubleReference.Load();
        string[] varying = [.. data.Names.Where(name => !name.Contains("constant", StringComparison.Ordinal))];
        double[][] columns = [.. varying.Select(name => data.Columns[Array.IndexOf(data.Names, name)])];

        Assert.Empty(Warnings(DoubleReference.Transposed(columns)));
        Assert.Contains("channels 0, 1, 2 are (nearly) constant: the first one's variance is 0", Assert.Single(Warnings(DoubleReference.Transposed(data.Columns[..3]))), StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_OnFloatsThatFloatsHold_WarnsOfNothing() =>
        Assert.Empty(Warnings([.. Enumerable.Range(0, 63).Select(i => (float[])[10000001 + (i % 3), 16_000_000 + i, 101325 + (i % 7)])]));

    /// <summary>Thirds: the mean of 16,777,210 to 16,777,213 in unequal numbers is not among the floats, which are a whole number apart there.</summary>
    [Fact]
    public void Fit_OnFloatsWhoseMeanNoFloatHolds_SaysHowManyDigitsAreRight()
    {
        float[][] rows = [.. Enumerable.Range(0, 64).Select(i => (float[])[i, i % 4 == 0 ? 16_777_213 : 16_777_211])];

        Assert.Equal(
            "Column 'X': of the normalized values of channel 1, 0 digits are right: its mean 1.67772E+07 is 1.9E+07 deviations from zero, and a float " +
            "holds it to 0.6 of a deviation. Load the column as Double, or subtract an offset from it before.",
            Assert.Single(Warnings(rows)));
    }

    [Fact]
    public void Fit_OnDoublesWhoseMeanNoDoubleHolds_SaysHowManyDigitsAreRight()
    {
        double[][] rows = [.. Enumerable.Range(0, 64).Select(i => (double[])[i, i % 4 == 0 ? 9_007_199_254_740_981 : 9_007_199_254_740_979])];

        Assert.Contains("and a double holds it to 0.6 of a deviation. Subtract an offset from the column before.", Assert.Single(Warnings(rows)), StringComparison.Ordinal);
    }

    private IReadOnlyList<string> Warnings<T>(T[][] rows) where T : struct
    {
        var log = new LogRecorder(_ml);
        _ml.Transforms.NormalizeBatch("Y", "X", new Options { Statistics = BatchNormStatistics.Exact, Epsilon = 0 }).Fit(ColumnValues.View(_ml, rows, rows[0].Length));
        return log.Warnings;
    }
}
