namespace MlNetBatchNorm.Tests.House;

/// <summary>
/// Every word of the pages and comments is in one of two lists: words.txt has those of a dictionary, names.txt the names and terms of the field.
/// A word that is right but new goes into the first by words.py, which asks a dictionary, and into the second by hand.
/// </summary>
public sealed class SpellingTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "MlNetBatchNorm.Tests", "House");

    [Fact]
    public void Words_AreKnown()
    {
        HashSet<string> known = [.. Lines("words.txt"), .. Lines("names.txt")];
        string[] unknown = [.. from file in Prose.Files()
                               from found in Prose.WordsOf(file)
                               where !known.Contains(found.Word)
                               select $"{Path.GetRelativePath(Repository.Root, file)}:{found.Line}: {found.Word}"];
        if (unknown.Length > 0)
            File.WriteAllLines(Path.Combine(Folder, "words.received.txt"), Prose.Files().SelectMany(Prose.WordsOf).Select(found => found.Word).Distinct());
        Assert.True(unknown.Length == 0, $"Unknown words. Correct them, or run words.py:{Environment.NewLine}{string.Join(Environment.NewLine, unknown)}");
    }

    /// <summary>So that changes to the lists show one line for each word.</summary>
    [Theory]
    [InlineData("words.txt")]
    [InlineData("names.txt")]
    public void Lists_AreInOrder_WithoutDoubles(string list)
    {
        string[] words = Lines(list);
        Assert.Equal(words.Distinct().Order(StringComparer.Ordinal), words);
    }

    private static string[] Lines(string list) => File.ReadAllLines(Path.Combine(Folder, list));
}
