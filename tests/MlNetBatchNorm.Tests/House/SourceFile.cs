using System.Text.RegularExpressions;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Tests.House;

/// <summary>A file of the library's source, without its comments.</summary>
internal sealed partial class SourceFile
{
    private static readonly string Root = System.IO.Path.Combine(Repository.Root, "src", "MlNetBatchNorm");

    private SourceFile(string path)
    {
        Path = System.IO.Path.GetRelativePath(Root, path).Replace('\\', '/');
        Code = Comment().Replace(File.ReadAllText(path), "");
    }

    /// <summary>The path in the library's folder, such as "Rows/SourceRow.cs".</summary>
    public string Path { get; }

    public string Code { get; }

    /// <summary>The folder of the library that the file lies in, however deep; empty for the root.</summary>
    public string Room => Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.IndexOf('/', StringComparison.Ordinal)] : "";

    /// <summary>The namespace that the file's folder asks for.</summary>
    public string FolderNamespace
    {
        get
        {
            string folder = System.IO.Path.GetDirectoryName(Path)!.Replace('\\', '/').Replace('/', '.');
            return folder.Length == 0 ? "MlNetBatchNorm" : $"MlNetBatchNorm.{folder}";
        }
    }

    public string DeclaredNamespace => Namespace().Match(Code).Groups["name"].Value;

    /// <summary>The types that the file declares at its outermost level.</summary>
    public IEnumerable<TypeName> DeclaredTypes => Declaration().Matches(Code).Select(match =>
        new TypeName(match.Groups["name"].Value, match.Groups["generic"].Success));

    /// <summary>The rooms whose namespaces the file names.</summary>
    public IEnumerable<string> NamedRooms => RoomName().Matches(Code).Select(match => match.Groups["room"].Value).Distinct();

    /// <summary>Every file but those of the program that runs before the library is compiled.</summary>
    public static IReadOnlyList<SourceFile> All { get; } =
    [
        .. Directory.GetFiles(Root, "*.cs", SearchOption.AllDirectories)
            .Where(path => !IgnoredFolder().IsMatch(System.IO.Path.GetRelativePath(Root, path).Replace('\\', '/')))
            .Select(path => new SourceFile(path))
            .OrderBy(file => file.Path, StringComparer.Ordinal),
    ];

    /// <summary>Whether the code names a type, other than as a member of something.</summary>
    public bool Names(TypeName type) => Regex.IsMatch(Code, $@"(?<![.\w]){type.Name}{(type.IsGeneric ? "<" : @"\b(?!<)")}");

    public override string ToString() => Path;

    [GeneratedRegex("^(obj|bin|Access/Build)/")]
    private static partial Regex IgnoredFolder();

    [GeneratedRegex(@"//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"MlNetBatchNorm\.(?<room>[A-Z]\w*)")]
    private static partial Regex RoomName();

    [GeneratedRegex(
        @"^(public|internal) ((sealed|static|abstract|partial|readonly|ref) )*(class|struct|interface|enum|record struct|record) (?<name>\w+)(?<generic><)?",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
