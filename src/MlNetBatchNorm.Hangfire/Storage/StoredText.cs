using System.Globalization;
using System.Text.RegularExpressions;

namespace MlNetBatchNorm.Cluster.Storage;

/// <summary>
/// Text that every storage can hold. PostgreSQL refuses U+0000, and no encoding has half a surrogate pair; both can be in a path, in an argument and in
/// the message of an exception. They are written as \u0000 and so on.
/// </summary>
internal static partial class StoredText
{
    /// <summary>For people: what can be stored is as it was.</summary>
    public static string Escape(string text) => IsStorable(text) ? text : Unstorable().Replace(text, Code);

    /// <summary>As <see cref="Escape"/>, but with the backslash too, so that <see cref="Decode"/> gives the same text back.</summary>
    public static string Encode(string text) => UnstorableOrBackslash().Replace(text, Code);

    public static string Decode(string text) =>
        Escaped().Replace(text, match => ((char)ushort.Parse(match.ValueSpan[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());

    public static bool IsStorable(string text) => !Unstorable().IsMatch(text);

    private static string Code(Match match) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)match.Value[0]:x4}");

    [GeneratedRegex(@"\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]")]
    private static partial Regex Unstorable();

    [GeneratedRegex(@"\0|\\|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]")]
    private static partial Regex UnstorableOrBackslash();

    [GeneratedRegex(@"\\u[0-9a-f]{4}")]
    private static partial Regex Escaped();
}
