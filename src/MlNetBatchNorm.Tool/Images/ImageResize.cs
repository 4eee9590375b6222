using System.Globalization;

namespace MlNetBatchNorm.Tool.Images;

/// <summary>What images are resized to: a size; a length of their shorter side; or nothing, and they keep their own size.</summary>
/// <param name="Size">The size that they are stretched to.</param>
/// <param name="ShortSide">The length of their shorter side, in pixels.</param>
internal readonly record struct ImageResize(ImageSize? Size, int? ShortSide)
{
    public const string None = "none";

    public static string Form { get; } = FormattableString.Invariant(
        $"{ImageSize.Form}; or the length of the shorter side, such as 256, with --crop; or {None}");

    public static bool TryParse(string text, out ImageResize resize)
    {
        bool isSize = ImageSize.TryParse(text, out ImageSize size);
        bool isShortSide = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int shortSide) && shortSide is >= 1 and <= ImageSize.MaxLength;
        resize = new ImageResize(isSize ? size : null, isShortSide ? shortSide : null);
        return isSize || isShortSide || text == None;
    }

    /// <summary>How images are read; a shorter side's length needs a crop.</summary>
    public ImageReading ToReading(ImageSize? crop) =>
        Size is { } size ? ImageReading.Stretch(size.Width, size.Height)
        : ShortSide is { } shortSide ? ImageReading.ResizeAndCrop(shortSide, crop!.Value.Width, crop.Value.Height)
        : ImageReading.OwnSize;

    public override string ToString() => Size?.ToString() ?? ShortSide?.ToString(CultureInfo.InvariantCulture) ?? None;
}
