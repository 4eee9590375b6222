namespace MlNetBatchNorm.Images;

/// <summary>
/// The color of a GIF file's transparent pixels. Pillow's <c>convert("RGB")</c> shows it; Skia decodes such pixels to transparent black, and the
/// color is lost.
/// </summary>
internal static class GifTransparency
{
    private const int HeaderLength = 13;
    private const int ColorLength = 3;
    private const int DescriptorLength = 10;
    private const byte Extension = 0x21;
    private const byte ImageDescriptor = 0x2C;
    private const byte GraphicControl = 0xF9;
    private const byte HasTable = 0x80;

    /// <summary>The red, green and blue of the first image's transparent pixels; empty if it has none, or the file is damaged.</summary>
    public static ReadOnlySpan<byte> FindColor(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderLength)
            return [];
        ReadOnlySpan<byte> table = Table(file[HeaderLength..], file[10]);
        ReadOnlySpan<byte> rest = file[Math.Min(file.Length, HeaderLength + table.Length)..];
        int transparent = -1;
        while (rest.Length >= DescriptorLength && rest[0] == Extension)
        {
            if (rest[1] == GraphicControl)
                transparent = (rest[3] & 1) != 0 ? rest[6] : -1;
            rest = SkipBlocks(rest[2..]);
        }

        if (rest.Length < DescriptorLength || rest[0] != ImageDescriptor || transparent < 0)
            return [];
        ReadOnlySpan<byte> own = Table(rest[DescriptorLength..], rest[9]);
        ReadOnlySpan<byte> colors = own.IsEmpty ? table : own;
        return (transparent + 1) * ColorLength <= colors.Length ? colors.Slice(transparent * ColorLength, ColorLength) : [];
    }

    private static ReadOnlySpan<byte> Table(ReadOnlySpan<byte> rest, byte flags)
    {
        int length = (flags & HasTable) == 0 ? 0 : ColorLength << ((flags & 7) + 1);
        return rest[..Math.Min(length, rest.Length)];
    }

    /// <summary>An extension's data comes in blocks, each after its length; one of length 0 ends it.</summary>
    private static ReadOnlySpan<byte> SkipBlocks(ReadOnlySpan<byte> rest)
    {
        while (rest.Length > 0 && rest[0] != 0)
            rest = rest[Math.Min(rest.Length, rest[0] + 1)..];
        return rest.Length > 0 ? rest[1..] : rest;
    }
}
