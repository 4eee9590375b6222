using System.Text.RegularExpressions;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>
/// Code in the documentation is code that runs: a block after <c>&lt;!-- snippet: Name --&gt;</c> is the <c>#region</c> of that name in one of the
/// tests; or, for Python, the <c># region</c> in one of the scripts that made their data.
/// </summary>
public sealed partial class SnippetTests
{
    /// <summary>The tests whose regions are shown.</summary>
    private static readonly string[] Projects = ["MlNetBatchNorm.Tests", "MlNetBatchNorm.Hangfire.Tests"];

    public static TheoryData<string> Pages() =>
        ["README.md", "src/MlNetBatchNorm/PACKAGE.md", "src/MlNetBatchNorm.Hangfire/PACKAGE.md", .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Select(page => Path.GetRelativePath(Repository.Root, page)).Order()];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Page_ShowsTheCodeThatRuns(string page)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, page));
        Dictionary<string, string> regions = Regions();
        Assert.Equal(CodeBlock().Count(text), Snippet().Count(text));
        foreach (Match snippet in Snippet().Matches(text))
        {
            Assert.True(regions.TryGetValue(snippet.Groups["name"].Value, out string? code), $"No region is named {snippet.Groups["name"].Value}.");
            Assert.Equal(code, snippet.Groups["code"].Value.TrimEnd());
        }
    }

    /// <summary>The regions of the tests, without their indentation, by name.</summary>
    internal static Dictionary<string, string> Regions() => Projects
        .SelectMany(project => Directory.GetFiles(Path.Combine(Repository.Root, "tests", project), "*.*", SearchOption.AllDirectories))
        .Where(file => Path.GetExtension(file) is ".cs" or ".py")
        .SelectMany(file => Region().Matches(File.ReadAllText(file)))
        .ToDictionary(region => region.Groups["name"].Value, region => Dedent(region.Groups["code"].Value));

    /// <summary>The lines without what all of them are indented by.</summary>
    internal static string Dedent(string code)
    {
        string[] lines = [.. code.TrimEnd().Split('\n').Select(line => line.TrimEnd())];
        int indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length == 0 ? line : line[indent..])).Trim('\n');
    }

    [GeneratedRegex(@"<!-- snippet: (?<name>\w+) -->\n```(csharp|python)\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex("^```(csharp|python)", RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^ *# ?region (?<name>\w+)\n(?<code>.*?)\n *# ?endregion", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Region();
}
