using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MlNetBatchNorm.Tests.House;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>The pages of docs/api, made from the XML documentation: a page per public type, and a list of them.</summary>
internal static partial class ApiReference
{
    private static readonly Dictionary<string, string> Keywords = new()
    {
        ["Boolean"] = "bool",
        ["Byte"] = "byte",
        ["Double"] = "double",
        ["Int32"] = "int",
        ["Int64"] = "long",
        ["Object"] = "object",
        ["Single"] = "float",
        ["String"] = "string",
        ["Void"] = "void",
        ["CancellationToken cancellationToken = null"] = "CancellationToken cancellationToken = default",
    };

    /// <summary>One for each package that programs reference.</summary>
    private static readonly Assembly[] Assemblies =
        [typeof(BatchNormEstimator).Assembly, typeof(OnnxAdaptationEstimator).Assembly, typeof(ChannelStatisticsClient).Assembly];

    /// <summary>The elements of the documentation by their members. Files that are compiled into two packages are in both.</summary>
    public static IReadOnlyDictionary<string, XElement> Documentation { get; } = Assemblies
        .SelectMany(assembly => XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member"))
        .DistinctBy(member => member.Attribute("name")!.Value).ToDictionary(member => member.Attribute("name")!.Value);

    public static IReadOnlyList<Type> Types { get; } =
        [.. Assemblies.SelectMany(assembly => assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))];

    /// <summary>The name of a type's page, without its ending.</summary>
    public static string PageOf(Type type) => type.FullName!.Replace('+', '.');

    /// <summary>The pages' texts by their file names.</summary>
    public static IReadOnlyDictionary<string, string> Pages()
    {
        Dictionary<string, string> pages = Types.ToDictionary(type => PageOf(type) + ".md", Page);
        pages["README.md"] = Index();
        return pages;
    }

    private static string Index()
    {
        var text = new StringBuilder("# API reference\n\nMade from the XML documentation of the source; a test keeps it up to date.\n");
        foreach (IGrouping<(string Package, string Namespace), Type> ofNamespace in Types.GroupBy(type => (type.Assembly.GetName().Name!, type.Namespace!)))
        {
            string package = ofNamespace.Key.Package == Assemblies[0].GetName().Name ? "" : $", in the package {ofNamespace.Key.Package}";
            text.Append(CultureInfo.InvariantCulture, $"\n## {ofNamespace.Key.Namespace}{package}\n\n| Type | |\n|---|---|\n");
            foreach (Type type in ofNamespace)
                text.Append(CultureInfo.InvariantCulture, $"| [{NameOf(type)}]({PageOf(type)}.md) | {Cell(Summary(type))} |\n");
        }

        return text.ToString();
    }

    private static string Page(Type type)
    {
        var text = new StringBuilder($"# {NameOf(type)}\n\n{PublicApi.KindOf(type)}, namespace `{type.Namespace}`\n");
        AppendText(text, type);
        IEnumerable<MemberInfo> members = type
            .GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(member => member is not Type && Documentation.ContainsKey(DocumentationId.Of(member)))
            .OrderBy(member => member.Name, StringComparer.Ordinal).ThenBy(PublicApi.DescribeMember, StringComparer.Ordinal);
        foreach (MemberInfo member in members)
        {
            if (PublicApi.DescribeMember(member) is not { } signature)
                continue;
            text.Append(CultureInfo.InvariantCulture, $"\n## {(member is ConstructorInfo ? NameOf(type) : PublicApi.NameOf(member).Replace("<", "\\<", StringComparison.Ordinal))}\n\n```csharp\n{InCSharp(signature)}\n```\n");
            AppendText(text, member);
        }

        return text.ToString();
    }

    /// <summary>A signature with C#'s names of types, and of the default of a structure.</summary>
    private static string InCSharp(string signature) => Named().Replace(signature, match => Keywords[match.Value]);

    private static void AppendText(StringBuilder text, MemberInfo member)
    {
        XElement documentation = Documentation[DocumentationId.Of(member)];
        AppendParagraph(text, "", documentation.Element("summary"));
        AppendTable(text, "Parameter", "name", documentation.Elements("typeparam").Concat(documentation.Elements("param")));
        AppendParagraph(text, "**Returns:** ", documentation.Element("returns"));
        AppendTable(text, "Exception", "cref", documentation.Elements("exception"));
        AppendParagraph(text, "", documentation.Element("remarks"));
        AppendParagraph(text, "**Example:**\n\n", documentation.Element("example"));
    }

    private static void AppendParagraph(StringBuilder text, string before, XElement? element)
    {
        if (DocumentationText.Of(element) is { Length: > 0 } paragraph)
            text.Append(CultureInfo.InvariantCulture, $"\n{before}{paragraph}\n");
    }

    private static void AppendTable(StringBuilder text, string header, string attribute, IEnumerable<XElement> elements)
    {
        XElement[] rows = [.. elements];
        if (rows.Length == 0)
            return;
        text.Append(CultureInfo.InvariantCulture, $"\n| {header} | |\n|---|---|\n");
        foreach (XElement row in rows)
        {
            string name = row.Attribute(attribute)!.Value;
            text.Append(CultureInfo.InvariantCulture, $"| `{name[(name.LastIndexOf('.') + 1)..]}` | {Cell(DocumentationText.Of(row))} |\n");
        }
    }

    private static string Summary(Type type) => DocumentationText.Of(Documentation[DocumentationId.Of(type)].Element("summary"));

    private static string Cell(string text) => text.Replace("\n", " ", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@"\b(Boolean|Byte|Double|Int32|Int64|Object|Single|String|Void)\b|CancellationToken cancellationToken = null")]
    private static partial Regex Named();

    private static string NameOf(Type type) => type.DeclaringType is { } outer ? $"{outer.Name}.{type.Name}" : type.Name;
}
