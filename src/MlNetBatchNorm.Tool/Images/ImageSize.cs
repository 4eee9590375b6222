using System.Globalization;
using System.Text.RegularExpressions;

namespace MlNetBatchNorm.Tool.Images;

/// <summary>The size that images are resized to, in pixels.</summary>
internal readonly partial record struct ImageSize(int Width, int Height)
{
    /// <summary>An image of this size fills 1 GB of memory.</summary>
    public const int MaxLength = 16384;

    public static string Form { get; } = FormattableString.Invariant($"WIDTHxHEIGHT, each from 1 to {MaxLength}, such as 224x224");

    public static bool TryParse(string text, out ImageSize size)
    {
        Match match = Pattern().Match(text);
        size = match.Success ? new ImageSize(Number(match.Groups["width"]), Number(match.Groups["height"])) : default;
        return size.Width is >= 1 and <= MaxLength && size.Height is >= 1 and <= MaxLength;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");

    private static int Number(Group digits) => int.Parse(digits.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("^(?<width>[0-9]{1,5})x(?<height>[0-9]{1,5})$")]
    private static partial Regex Pattern();
}
