using SimpleCnn.Experiments;

namespace Samples.Tests.Experiments;

/// <summary>The pages show what the committed results say.</summary>
public sealed class ReadmeTests
{
    private static readonly string Results = Path.Combine(
        MlNetBatchNorm.Tests.Repository.Root, "samples", "SimpleCnn", "results", "runs.csv");

    [Theory]
    [InlineData("samples/SimpleCnn/README.md")]
    [InlineData("README.md")]
    public void Table_IsMadeOfTheResults(string page) => Assert.Contains(
        SummaryTable.Markdown(VariantSummary.Create(ResultsFile.Read(Results))),
        File.ReadAllText(Path.Combine(MlNetBatchNorm.Tests.Repository.Root, page)).ReplaceLineEndings("\n"),
        StringComparison.Ordinal);

    [Fact]
    public void Results_AreOfEveryNetworkAtEveryRate() =>
        Assert.Equal(3 * 2 * Plan.Rates.Count, ResultsFile.Read(Results).DistinctBy(row => (row.Network, row.BatchNorm, row.Rate)).Count());
}
