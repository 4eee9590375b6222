using System.Text.RegularExpressions;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>Every figure of README.md's section on speed comes from the committed results of the benchmarks.</summary>
public sealed partial class SpeedTests
{
    [Fact]
    public void Readme_StatesTheCommittedResults()
    {
        string path = Path.Combine(Repository.Root, "README.md");
        string readme = File.ReadAllText(path).ReplaceLineEndings("\n");
        string results = BenchmarkResults.Load(Repository.Root);
        string expected = Figures().Replace(readme, match => match.Groups["begin"].Value + new SpeedSection(new BenchmarkResults(results)).Render() + match.Groups["end"].Value);
        if (readme != expected)
            File.WriteAllText(Path.Combine(Repository.Root, "README.received.md"), expected);

        Assert.Matches(Figures(), readme);
        Assert.True(readme == expected, "The results changed. Let README.received.md replace README.md.");
    }

    [Fact]
    public void Section_OfOtherResults_IsAnother()
    {
        string results = BenchmarkResults.Load(Repository.Root);
        string other = results.Replace("| ChannelsFirst | NormalizeBatch ", "| ChannelsFirst | Other          ", StringComparison.Ordinal);
        Assert.NotEqual(new SpeedSection(new BenchmarkResults(results)).Render(), new SpeedSection(new BenchmarkResults(other)).Render());
    }

    [Fact]
    public void Section_OfWholeFits_GivesFixedCostAndCostPerRow()
    {
        const string results =
            """
            ## Whole fits on float images of 3x32x32, one thread

            | Case            | Method                               |   Median | Spread | Ratio | Adds | Allocated |
            | RowCount 64     | NormalizeBatch.Fit                   |  64.0 μs |    1 % |  1.00 |      |   1,252 B |
            | RowCount 64     | NormalizeBatch.Fit, exact statistics |  74.0 μs |    1 % |  1.00 |      |   1,252 B |
            | RowCount 64     | NormalizeMeanVariance.Fit            | 220.6 ms |    1 % |  1.00 |      |   1,252 B |
            | RowCount 10,000 | NormalizeBatch.Fit                   |   5.0 ms |    1 % |  1.00 |      |   1,252 B |
            | RowCount 10,000 | NormalizeBatch.Fit, exact statistics |   6.0 ms |    1 % |  1.00 |      |   1,252 B |
            | RowCount 10,000 | NormalizeMeanVariance.Fit            | 320.0 ms |    1 % |  1.00 |      |   1,252 B |
            """;

        string section = new SpeedSection(new BenchmarkResults(results)).Render();
        Assert.Contains("| `NormalizeBatch` | 32 μs | 497 ns |", section, StringComparison.Ordinal);
        Assert.Contains("| `NormalizeMeanVariance` | 220 ms | 10 μs |", section, StringComparison.Ordinal);
    }

    [GeneratedRegex("(?<begin><!-- figures: made from benchmarks/results by SpeedTests -->\n)(?<figures>.*?)(?<end><!-- end of the figures -->)", RegexOptions.Singleline)]
    private static partial Regex Figures();
}
