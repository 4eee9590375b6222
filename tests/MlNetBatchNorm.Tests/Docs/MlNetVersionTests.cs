using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>What the pages say of ML.NET's versions is what was measured, and what is built and tested.</summary>
public sealed partial class MlNetVersionTests
{
    [Theory]
    [InlineData("docs/images.md")]
    [InlineData("docs/versions.md")]
    public void Figures_AreThoseOfTheResults(string page)
    {
        string[] results = Lines("benchmarks/results/mlnet-versions.md");
        string[] figures = [.. Figures().Matches(Read(page)).SelectMany(match => match.Groups["rows"].Value.Trim().Split('\n'))];
        Assert.NotEmpty(figures);
        Assert.All(figures, row => Assert.Contains(row, results));
    }

    /// <summary>The texts repeat two of them.</summary>
    [Theory]
    [InlineData("docs/images.md")]
    [InlineData("CHANGELOG.md")]
    public void Sentence_RepeatsTheResults(string page)
    {
        string text = Regex.Replace(Read(page), @"\s+", " ");
        Assert.Contains("| IsoCrop | 0.042 | 0.004 | 0.252 |", Lines("benchmarks/results/mlnet-versions.md"));
        Assert.Contains("| IsoPad | 0.037 | 0.013 | 0.152 |", Lines("benchmarks/results/mlnet-versions.md"));
        Assert.Matches("0.042.* 0.037 .* by up to 0.252 and 0.152", text);
    }

    /// <summary>Installing names the version that is built, or the one that is tested.</summary>
    [Fact]
    public void InstallLines_NameTheVersionsThatAreTested()
    {
        XDocument packages = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props"));
        Dictionary<string, string> tested = packages.Descendants("PackageVersion").ToDictionary(
            package => package.Attribute("Include")!.Value,
            package => Expand(packages, package.Attribute("Version")!.Value));
        string own = XDocument.Load(Path.Combine(Repository.Root, "src", "Directory.Build.props")).Descendants("Version").Single().Value;
        // No project here references it; CI runs the line.
        tested["Microsoft.ML.OnnxConverter"] = "0.24.0";
        Match[] lines = [.. Pages().SelectMany(page => InstallLine().Matches(File.ReadAllText(page)))];
        Assert.True(lines.Length > 20);
        Assert.All(lines, line => Assert.Equal(
            line.Groups["name"].Value.StartsWith("MlNetBatchNorm", StringComparison.Ordinal) ? own : tested[line.Groups["name"].Value],
            line.Groups["version"].Value));
    }

    private static string Expand(XDocument packages, string version) => version.StartsWith("$(", StringComparison.Ordinal)
        ? packages.Descendants(version[2..^1]).Single().Value
        : version;

    private static IEnumerable<string> Pages() =>
    [
        Path.Combine(Repository.Root, "README.md"),
        .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md"),
        .. Directory.GetFiles(Path.Combine(Repository.Root, "src"), "PACKAGE.md", SearchOption.AllDirectories),
    ];

    private static string Read(string page) => File.ReadAllText(Path.Combine(Repository.Root, page));

    private static string[] Lines(string page) => Read(page).Split('\n');

    [GeneratedRegex("<!-- figures: rows of benchmarks/results/mlnet-versions.md -->\n(?<rows>.*?)<!-- end of the figures -->", RegexOptions.Singleline)]
    private static partial Regex Figures();

    /// <summary>A line without a version has none in the group, and is wrong.</summary>
    [GeneratedRegex(@"dotnet (?:add package|tool install --global) (?<name>[\w.]+)(?: --version (?<version>[\d.]*\d))?")]
    private static partial Regex InstallLine();
}
