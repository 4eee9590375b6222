using System.Text.RegularExpressions;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>Links between pages lead somewhere, also to a heading; and the package's page has none, because it lies alone.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> Pages() => [.. Files().Select(page => Path.GetRelativePath(Repository.Root, page))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_LeadToFilesAndHeadings(string page)
    {
        string folder = Path.GetDirectoryName(Path.Combine(Repository.Root, page))!;
        string text = File.ReadAllText(Path.Combine(Repository.Root, page));
        foreach (Match link in Link().Matches(text))
        {
            string[] target = link.Groups["target"].Value.Split('#');
            if (target[0].Contains("://", StringComparison.Ordinal))
                continue;
            string path = target[0].Length == 0 ? Path.Combine(Repository.Root, page) : Path.GetFullPath(Path.Combine(folder, target[0]));
            Assert.True(File.Exists(path) || Directory.Exists(path), $"{page}: {link.Groups["target"].Value} does not exist.");
            if (target.Length == 2)
                Assert.Contains(target[1], Heading().Matches(File.ReadAllText(path)).Select(heading => Anchor(heading.Groups["text"].Value)));
        }
    }

    /// <summary>A page that says which test holds a promise names one that exists.</summary>
    [Fact]
    public void Tests_ThatPagesNameExist()
    {
        HashSet<string> files = [.. Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories).Select(file => Path.GetFileNameWithoutExtension(file)!)];
        foreach (string page in Files())
            Assert.All(TestName().Matches(File.ReadAllText(page)), name => Assert.Contains(name.Groups["name"].Value, files));
    }

    [Fact]
    public void PackagePage_HasNoLinks()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "src", "MlNetBatchNorm", "PACKAGE.md"));
        Assert.Empty(Link().Matches(text));
        Assert.Contains("`guide.md`", text, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Files() =>
    [
        Path.Combine(Repository.Root, "README.md"),
        .. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Where(file => !file.Contains(".received", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];

    private static string Anchor(string heading) =>
        NoAnchor().Replace(heading.ToLowerInvariant(), "").Trim().Replace(' ', '-');

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`(?<name>\w+Tests)`")]
    private static partial Regex TestName();

    [GeneratedRegex("^#+ (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}\- ]")]
    private static partial Regex NoAnchor();
}
