using System.Globalization;

namespace MlNetBatchNorm.Tool.Images;

/// <summary>Counts, by kind, what is in a folder but not among its images.</summary>
internal sealed class LeftOut
{
    /// <summary>Files that end in a number or a hash have an extension each.</summary>
    private const int MaxKinds = 12;

    private readonly Dictionary<(string One, string Many), int> _kinds = [];

    public bool IsEmpty => _kinds.Count == 0;

    /// <summary>Counts a file that is not an image, by its extension.</summary>
    public void AddFile(string name)
    {
        string extension = Path.GetExtension(name).ToLowerInvariant();
        string kind = extension.Length > 0 ? extension : "without extension";
        Add(kind, kind);
    }

    public void AddHidden() => Add("hidden", "hidden");

    public void AddLinkAbove() => Add("link to a folder above", "links to folders above");

    public void AddLinkToRead() => Add("link to what is read already", "links to what is read already");

    /// <summary>"Left out: 12 .tif, 1 hidden", the most frequent first.</summary>
    public override string ToString()
    {
        (string Text, int Count)[] kinds =
        [
            .. _kinds.Select(kind => (kind.Value == 1 ? kind.Key.One : kind.Key.Many, kind.Value))
                .OrderByDescending(kind => kind.Value).ThenBy(kind => kind.Item1, StringComparer.Ordinal),
        ];
        IEnumerable<string> named = kinds.Take(MaxKinds).Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Count} {kind.Text}"));
        int others = kinds.Skip(MaxKinds).Sum(kind => kind.Count);
        return $"Left out: {string.Join(", ", named)}" + (others > 0 ? string.Create(CultureInfo.InvariantCulture, $", {others} others") : "");
    }

    private void Add(string one, string many) => _kinds[(one, many)] = _kinds.GetValueOrDefault((one, many)) + 1;
}
