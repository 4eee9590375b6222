using System.Text.RegularExpressions;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>Every figure of docs/speed.md comes from the committed results of the benchmarks.</summary>
public sealed partial class SpeedTests
{
    [Fact]
    public void Page_StatesTheCommittedResults()
    {
        string path = Path.Combine(Repository.Root, "docs", "speed.md");
        string page = File.ReadAllText(path).ReplaceLineEndings("\n");
        string results = BenchmarkResults.Load(Repository.Root);
        string expected = Figures().Replace(page, match => match.Groups["begin"].Value + new SpeedSection(new BenchmarkResults(results)).Render() + match.Groups["end"].Value);
        if (page != expected)
            File.WriteAllText(Path.Combine(Repository.Root, "docs", "speed.received.md"), expected);

        Assert.Matches(Figures(), page);
        Assert.True(page == expected, "The results changed. Let docs/speed.received.md replace docs/speed.md.");
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
