using MlNetBatchNorm.Numerics;
using MlNetBatchNorm.Numerics.Pixels;

namespace MlNetBatchNorm.Images;

/// <summary>Puts resized rows where they belong in an image, and opaque black around them.</summary>
internal static class Placement
{
    /// <summary>Places rows.</summary>
    public static void Place(ReadOnlySpan<byte> rows, int stride, ReadingPlan plan, Span<byte> pixels)
    {
        Pad(plan, pixels);
        int length = plan.Horizontal.Map.Length * PixelByte.Size;
        for (int row = 0; row < plan.Vertical.Map.Length; row++)
            rows.Slice(row * stride, length).CopyTo(pixels[At(plan, 0, row)..]);
    }

    /// <summary>Places rows as columns.</summary>
    public static void PlaceTransposed(ReadOnlySpan<byte> rows, int stride, ReadingPlan plan, Span<byte> pixels)
    {
        Pad(plan, pixels);
        for (int column = 0; column < plan.Horizontal.Map.Length; column++)
        {
            for (int row = 0; row < plan.Vertical.Map.Length; row++)
                rows.Slice((column * stride) + (row * PixelByte.Size), PixelByte.Size).CopyTo(pixels[At(plan, column, row)..]);
        }
    }

    private static int At(ReadingPlan plan, int column, int row) =>
        (((plan.Vertical.Padding + row) * plan.Size.Width) + plan.Horizontal.Padding + column) * PixelByte.Size;

    private static void Pad(ReadingPlan plan, Span<byte> pixels)
    {
        if (plan.Horizontal.Map.Length == plan.Size.Width && plan.Vertical.Map.Length == plan.Size.Height)
            return;
        pixels.Clear();
        AlphaKernel.Drop(pixels, transparent: 0);
    }
}
