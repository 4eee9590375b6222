using System.Text.RegularExpressions;

namespace MlNetBatchNorm.Tests.House;

/// <summary>The words that people read in a file: of a page without its code, or of a source file's comments.</summary>
internal static partial class Prose
{
    private static readonly string[] Folders = [".github", "benchmarks", "docs", "samples", "src", "tests"];

    /// <summary>The pages and source files of the repository.</summary>
    public static IEnumerable<string> Files() => Folders
        .SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
        .Concat(Directory.GetFiles(Repository.Root, "*.md"))
        .Where(file => Path.GetExtension(file) is ".md" or ".cs" && !IgnoredFolder().IsMatch(Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')))
        .Order(StringComparer.Ordinal);

    /// <summary>Each word of a file, in lower case, with its line, counted from 1. Names of types and members are left out, as is what has digits in it.</summary>
    public static IEnumerable<(string Word, int Line)> WordsOf(string file)
    {
        string text = File.ReadAllText(file);
        text = Path.GetExtension(file) == ".md" ? Blank(text, PageCode()) : Blank(text, SourceCode());
        return text.Split('\n').SelectMany((line, index) => Word().Matches(line).Select(match => (match.Value.ToLowerInvariant(), index + 1)));
    }

    /// <summary>Takes code out; its lines stay, so that those after it keep their numbers.</summary>
    private static string Blank(string text, Regex code) => code.Replace(text, match => Regex.Replace(match.Value, @"[^\n]+", " "));

    [GeneratedRegex("(^|/)(obj|bin|api)/")]
    private static partial Regex IgnoredFolder();

    [GeneratedRegex(@"^ *```.*?^ *```|`[^`]*`|\]\([^)]*\)|https?://\S+|<[^>]*>", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex PageCode();

    /// <summary>All up to a comment, then the comment's own code.</summary>
    [GeneratedRegex(@"^(?:[^/\n""]|/(?!/)|""[^""\n]*"")*(?=//)|^(?:(?!//).)*$|<c>.*?</c>|<code\b[^>]*>[\s\S]*?</code>|https?://\S+|<[^<>]*>|`[^`\n]*`", RegexOptions.Multiline)]
    private static partial Regex SourceCode();

    [GeneratedRegex(@"(?<![\w@#./\\$-])[A-Za-z][a-z]+(?:'(?!s\b)[a-z]+)?(?![\w(=]|[./\\][A-Za-z])")]
    private static partial Regex Word();
}
