namespace MlNetBatchNorm.Tests.Docs;

/// <summary>docs/api is what the XML documentation says.</summary>
public sealed class ApiReferenceTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "api");

    [Fact]
    public void Pages_AreMadeFromTheXmlDocumentation()
    {
        IReadOnlyDictionary<string, string> expected = ApiReference.Pages();
        Dictionary<string, string> actual = Directory.Exists(Folder)
            ? Directory.GetFiles(Folder).ToDictionary(file => Path.GetFileName(file), file => File.ReadAllText(file).ReplaceLineEndings("\n"))
            : [];
        string[] changed = [.. expected.Keys.Union(actual.Keys).Where(page => expected.GetValueOrDefault(page) != actual.GetValueOrDefault(page)).Order()];
        if (changed.Length > 0)
            Receive(expected);

        Assert.True(changed.Length == 0,
            $"The API or its documentation changed ({string.Join(", ", changed)}). Let the folder docs/api.received replace docs/api.");
    }

    private static void Receive(IReadOnlyDictionary<string, string> pages)
    {
        Directory.CreateDirectory(Folder + ".received");
        foreach ((string name, string text) in pages)
            File.WriteAllText(Path.Combine(Folder + ".received", name), text);
    }
}
