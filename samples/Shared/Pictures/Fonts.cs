using System.Text;
using SkiaSharp;

namespace Samples.Pictures;

/// <summary>A plain font of those that the machine has. Without a choice, some machines give one for mathematics.</summary>
internal static class Fonts
{
    private static readonly string[] Preferred = ["Segoe UI", "Helvetica Neue", "Noto Sans", "DejaVu Sans", "Liberation Sans", "Arial"];

    /// <summary>Whether there are any; many containers have none, and pictures made there have no text.</summary>
    public static bool Exist { get; } = SKTypeface.Default.GlyphCount > 0;

    public static string Family { get; } =
        Preferred.Intersect(SKFontManager.Default.FontFamilies).FirstOrDefault() ?? SKTypeface.Default.FamilyName;

    /// <summary>The plain font, or another if only that has the text's characters.</summary>
    public static SKTypeface For(string text)
    {
        SKTypeface plain = SKTypeface.FromFamilyName(Family);
        Rune missing = text.EnumerateRunes().FirstOrDefault(rune => !plain.ContainsGlyph(rune.Value));
        return missing == default ? plain : SKFontManager.Default.MatchCharacter(missing.Value) ?? plain;
    }
}
