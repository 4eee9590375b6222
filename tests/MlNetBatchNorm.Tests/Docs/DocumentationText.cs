using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>Turns elements of an XML documentation file into Markdown.</summary>
internal static partial class DocumentationText
{
    /// <summary>The text of an element in one paragraph; code blocks stay blocks.</summary>
    public static string Of(XElement? element) => element is null ? "" : string.Concat(element.Nodes().Select(Of)).Trim();

    /// <summary>The text of a code element, without the indentation that the compiler gives it.</summary>
    public static string CodeOf(XElement code) => SnippetTests.Dedent(code.Value.ReplaceLineEndings("\n"));

    /// <summary>A list of terms and descriptions.</summary>
    private static string TableOf(XElement list)
    {
        string[] rows = [.. list.Elements().Select(row => $"| {Of(row.Element("term"))} | {Of(row.Element("description"))} |")];
        return string.Join('\n', [rows[0], "|---|---|", .. rows[1..]]);
    }

    private static string Of(XNode node) => node switch
    {
        XText text => Spaces().Replace(text.Value, " "),
        XElement { Name.LocalName: "code" } code => $"\n\n```{code.Attribute("language")?.Value}\n{CodeOf(code)}\n```\n\n",
        XElement { Name.LocalName: "list" } list => $"\n\n{TableOf(list)}\n\n",
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "paramref" or "typeparamref" } name => $"`{name.Attribute("name")!.Value}`",
        XElement { Name.LocalName: "see" } see => Link(see),
        XElement { Name.LocalName: "para" } para => $"\n\n{Of(para)}\n\n",
        XElement other => Of(other),
        _ => "",
    };

    private static string Link(XElement see)
    {
        if (see.Attribute("href") is { } href)
            return $"<{href.Value}>";
        if (see.Attribute("langword") is { } word)
            return $"`{word.Value}`";
        string id = see.Attribute("cref")!.Value;
        string name = id[2..].Split('(')[0].Split("``")[0];
        string page = id[0] == 'T' ? name : name[..name.LastIndexOf('.')];
        string shown = id[0] == 'T' ? ShortName(name) : $"{ShortName(page)}.{ShortName(name)}".Replace(".#ctor", "", StringComparison.Ordinal);
        bool isOurs = ApiReference.Types.Any(type => ApiReference.PageOf(type) == page);
        return isOurs ? $"[{shown}]({page}.md)" : $"`{shown}`";
    }

    private static string ShortName(string name) => name[(name.LastIndexOf('.') + 1)..];

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
