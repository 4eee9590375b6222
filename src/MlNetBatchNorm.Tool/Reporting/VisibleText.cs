using System.Globalization;
using System.Text;

namespace MlNetBatchNorm.Tool.Reporting;

/// <summary>
/// Text for a terminal. The names of files and columns come from strangers, and a terminal obeys the control characters in them: it changes colors
/// and titles, moves over lines already written, or turns the reading direction.
/// </summary>
internal static class VisibleText
{
    /// <summary>The text with such characters as C# and JSON escape them: \u001B.</summary>
    public static string Of(string text)
    {
        var visible = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (IsVisible(rune))
                visible.Append(rune.ToString());
            else
                visible.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
        }

        return visible.ToString();
    }

    /// <summary>The same of each line of a text that has lines of its own, such as a stack trace.</summary>
    public static IEnumerable<string> Lines(string text) => text.ReplaceLineEndings("\n").Split('\n').Where(line => line.Length > 0).Select(Of);

    private static bool IsVisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        && rune.Value is not (0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069));
}
