using System.Globalization;

namespace MlNetBatchNorm.Tool.Reporting;

/// <summary>
/// Lines to paste into code. NormalizeChannels and transforms.Normalize divide by the deviation, and refuse one of 0: an alpha channel that is
/// opaque everywhere is left out, and where another channel is constant there are no lines.
/// </summary>
internal static class CodeLines
{
    /// <summary>The lines for a column, and why channels are not in them.</summary>
    public static IEnumerable<string> Of(ColumnReport column)
    {
        int[] constant = [.. Enumerable.Range(0, column.Channels).Where(channel => !HasDeviation(column.Bytes.Std[channel]))];
        if (column.Bytes.Mean.Concat(column.Bytes.Std).Any(value => value is null || !float.IsFinite((float)value)))
            return [];
        if (constant.Length == 0)
            return [.. MlNet(column), .. Torchvision(column)];
        string names = string.Join(", ", constant.Select(column.ChannelName));
        return column.ImageChannels is { } order && constant.SequenceEqual(AlphaOf(order))
            ? [$"{names} is the same in every image, so the lines leave it out.", .. Of(WithOrder(column, order, ColorOrder.Opaque(order)))]
            : [$"{names}: the same value in every image, and no deviation to divide by, so there is no line to paste."];
    }

    private static IEnumerable<string> MlNet(ColumnReport column)
    {
        bool isDefault = column.ImageChannels is not { } order || ColorOrder.IsDefault(order);
        yield return isDefault ? "ML.NET, pixels 0..255:" : "ML.NET, pixels 0..255 (using MlNetBatchNorm;):";
        string channels = isDefault ? "" : $", imageChannels: ImageChannels.{column.ImageChannels}";
        yield return
            $"  .NormalizeChannels(\"Features\", {Literal(column.Name)}, mean: [{List(column.Bytes.Mean, "f")}], " +
            $"standardDeviation: [{List(column.Bytes.Std, "f")}]{channels})";
    }

    /// <summary>Pillow's images, which torchvision's tensors are made of, have red first.</summary>
    private static IEnumerable<string> Torchvision(ColumnReport column)
    {
        ColumnReport sorted = column.ImageChannels is { } order ? WithOrder(column, order, ColorOrder.RedFirst(order)) : column;
        yield return sorted.ImageChannels == column.ImageChannels
            ? "torchvision, pixels 0..1:"
            : $"torchvision, pixels 0..1 (in the order {string.Join(", ", ColorOrder.Names(sorted.ImageChannels!.Value))}):";
        yield return $"  transforms.Normalize(mean=[{List(sorted.Unit.Mean, "")}], std=[{List(sorted.Unit.Std, "")}])";
    }

    private static ColumnReport WithOrder(ColumnReport column, ImageChannels from, ImageChannels to) =>
        column.Select(ColorOrder.Positions(to, from), to);

    private static IEnumerable<int> AlphaOf(ImageChannels order) => ColorOrder.Names(order).Index().Where(name => name.Item == "alpha").Select(name => name.Index);

    /// <summary>Whether NormalizeChannels divides by it: its square must be a float.</summary>
    private static bool HasDeviation(double? deviation) => deviation is { } value && float.IsNormal((float)value * (float)value);

    /// <summary>The fewest digits that give the same float.</summary>
    private static string List(IEnumerable<double?> values, string suffix) =>
        string.Join(", ", values.Select(value => ((float)value!).ToString(CultureInfo.InvariantCulture) + suffix));

    private static string Literal(string name) =>
        $"\"{VisibleText.Of(name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal))}\"";
}
