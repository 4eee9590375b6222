using SimpleCnn.Experiments;

namespace Samples.Tests.Experiments;

/// <summary>The pages show what the committed results say.</summary>
public sealed class ReadmeTests
{
    private const string Embedded = "samples/SimpleCnn/results/runs.csv";
    private const string Cifar = "samples/SimpleCnn/results/cifar-10/runs.csv";

    [Theory]
    [InlineData("samples/SimpleCnn/README.md", Embedded)]
    [InlineData("samples/SimpleCnn/README.md", Cifar)]
    public void Table_IsMadeOfTheResults(string page, string results) => Assert.Contains(
        SummaryTable.Markdown(VariantSummary.Create(ResultsFile.Read(PathOf(results)))),
        File.ReadAllText(PathOf(page)).ReplaceLineEndings("\n"),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(Embedded, 3)]
    [InlineData(Cifar, 5)]
    public void Results_AreOfEveryNetworkAtEveryRateAndSeed(string results, int seeds) =>
        Assert.Equal(3 * 2 * Plan.Rates.Count * seeds, ResultsFile.Read(PathOf(results)).DistinctBy(row => (row.Network, row.BatchNorm, row.Rate, row.Seed)).Count());

    private static string PathOf(string file) => Path.Combine(MlNetBatchNorm.Tests.Repository.Root, file);
}
