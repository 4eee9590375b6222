namespace MlNetBatchNorm.Images;

/// <summary>What an <see cref="ImageReading"/> does with an image of a size.</summary>
internal readonly record struct ReadingPlan(AxisPlan Horizontal, AxisPlan Vertical)
{
    /// <summary>The size of the image that is read.</summary>
    public ImageSize Size => new(Horizontal.Length, Vertical.Length);

    /// <summary>The size that the whole image would be resized to.</summary>
    public ImageSize Resized => new(Horizontal.Map.Resized, Vertical.Map.Resized);

    /// <summary>Whether the image stays as it is.</summary>
    public bool IsCopy => Horizontal.IsCopy && Vertical.IsCopy;

    /// <summary>The plan for an image as it is to be seen; null if resizing would make it too large.</summary>
    public static ReadingPlan? Of(ImageReading reading, ImageSize image)
    {
        if (ResizedSize(reading, image) is not { } resized)
            return null;
        return new(
            AxisPlan.Centered(image.Width, resized.Width, reading.Width ?? resized.Width),
            AxisPlan.Centered(image.Height, resized.Height, reading.Height ?? resized.Height));
    }

    /// <summary>The same for the pixels that were decoded, which may be fewer, and lie as in the file.</summary>
    public ReadingPlan From(ImageSize decoded, Orientation orientation) =>
        new(Horizontal.From(decoded.Width, orientation.MirrorsX), Vertical.From(decoded.Height, orientation.MirrorsY));

    private static ImageSize? ResizedSize(ImageReading reading, ImageSize image)
    {
        if (reading.ShortSide is not { } shortSide)
            return new(reading.Width ?? image.Width, reading.Height ?? image.Height);

        // As torchvision computes it: a product of integers, one division, and the fraction cut off.
        (int least, int most) = (Math.Min(image.Width, image.Height), Math.Max(image.Width, image.Height));
        double longSide = (double)((long)shortSide * most) / least;
        if (longSide > int.MaxValue / 2)
            return null;
        return image.Width <= image.Height ? new(shortSide, (int)longSide) : new((int)longSide, shortSide);
    }
}
