using SimpleCnn.Experiments;

namespace Samples.Tests.Experiments;

public sealed class ExperimentTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Execute_OnAnyNumberOfThreads_GivesTheSameBytes()
    {
        byte[] Results(int threads)
        {
            ResultsFile.Write(_path, Experiment.Execute(
                new Plan(Steps: 3, Seeds: 1), SmallImages.Create(), threads, () => { }, TestContext.Current.CancellationToken).Select(run => run.Row));
            return File.ReadAllBytes(_path);
        }

        byte[] sequential = Results(threads: 1);
        Assert.Equal(sequential, Results(threads: 4));
        Assert.Equal(1 + (3 * 2 * 8), File.ReadAllLines(_path).Length);
    }

    [Fact]
    public void Write_ThenRead_GivesTheSameRows()
    {
        RunRow[] rows =
        [
            new("SimpleCNN", true, 0.003f, 2, 150, 77, 1.2345, 0.5),
            new("3x100 sigmoids", false, 3, 1, 150, null, double.NaN, 0.1),
        ];
        ResultsFile.Write(_path, rows);
        Assert.Equal(rows, ResultsFile.Read(_path));
    }

    [Fact]
    public void Smooth_OfLosses_IsTheMeanOfTheLastTwenty()
    {
        double[] smooth = RunRow.Smooth([.. Enumerable.Range(0, 30).Select(i => (double)i)]);
        Assert.All(smooth[..19], value => Assert.True(double.IsNaN(value)));
        Assert.Equal([9.5, 10.5, 19.5], [smooth[19], smooth[20], smooth[29]]);
        Assert.Equal([double.NaN, 1], RunRow.Smooth([0, 2]));
    }

    [Fact]
    public void Create_OfOneVariant_SummarizesItsRates()
    {
        VariantSummary summary = Assert.Single(VariantSummary.Create(
        [
            // Some are fast but don't all train; the one with the lowest loss isn't the most accurate.
            Row(0.01f, 1, steps: 90, loss: 1.7, accuracy: 0.40), Row(0.01f, 2, steps: 100, loss: 1.7, accuracy: 0.42), Row(0.01f, 3, null, 1.9, 0.30),
            Row(0.1f, 1, steps: 50, loss: 1.2, accuracy: 0.37), Row(0.1f, 2, steps: 60, loss: 1.4, accuracy: 0.35), Row(0.1f, 3, 80, 1.3, 0.39),
            Row(0.3f, 1, steps: 70, loss: 1.5, accuracy: 0.33), Row(0.3f, 2, steps: 71, loss: 1.6, accuracy: 0.36), Row(0.3f, 3, 72, 1.7, 0.36),
            Row(1, 1, steps: 20, loss: double.NaN, accuracy: 0.1), Row(1, 2, steps: null, loss: double.NaN, accuracy: 0.1), Row(1, 3, null, 2.3, 0.1),
        ]));
        Assert.Equal((60, 0.3f, 0.1f), (summary.StepsToTarget, summary.LargestRate, summary.BestRate));
        Assert.Equal(0.37, summary.BestAccuracy, 1e-12);
        Assert.Equal((0.35, 0.39), summary.AccuracyRange);
        Assert.Equal([0.1f, 0.3f], summary.GoodRates);
        Assert.Contains("| with | 60 | 0.3 | 0.1 to 0.3 | 0.1 | 37.0 % (35.0 to 39.0) |", SummaryTable.Markdown([summary]), StringComparison.Ordinal);
    }

    [Fact]
    public void Create_OfAVariantThatNeverTrains_SaysSo()
    {
        VariantSummary summary = Assert.Single(VariantSummary.Create([Row(0.1f, 1, null, 2.3, 0.1), Row(1, 1, null, double.NaN, 0.1)]));
        Assert.Equal((null, null, 0.1f), (summary.StepsToTarget, summary.LargestRate, summary.BestRate));
        Assert.Empty(summary.GoodRates);
        Assert.Contains("| never | none | none | 0.1 |", SummaryTable.Markdown([summary]), StringComparison.Ordinal);
    }

    private static RunRow Row(float rate, int seed, int? steps, double loss, double accuracy) =>
        new("net", true, rate, seed, 150, steps, loss, accuracy);
}
