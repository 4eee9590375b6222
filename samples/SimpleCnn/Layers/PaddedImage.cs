namespace SimpleCnn.Layers;

/// <summary>
/// An image with a border of zeros. The window that a weight of a 3×3 kernel multiplies is then a piece of the array as it lies there, from
/// <c>y · Stride + x</c> on: nothing needs to be unfolded. In each of the window's rows, the last two values belong to no pixel.
/// </summary>
internal sealed class PaddedImage(ImageShape shape)
{
    public const int Kernel = 3;
    private const int Border = 1;

    /// <summary>The last window ends two values behind the last plane.</summary>
    private readonly float[] _values = new float[(shape.Channels * PlaneOf(shape)) + Kernel - 1];

    public ReadOnlySpan<float> Values => _values;

    /// <summary>The distance of one row to the next.</summary>
    public int Stride { get; } = StrideOf(shape);

    /// <summary>The length of a window: as many rows as the image has.</summary>
    public int WindowLength => shape.Height * Stride;

    /// <summary>Where the pixels of a channel begin, the borders between their rows included.</summary>
    public int PixelStart(int channel) => WindowStart(channel, Border, Border);

    /// <summary>Where the window of one weight begins.</summary>
    public int WindowStart(int channel, int y, int x) => (channel * PlaneOf(shape)) + (y * Stride) + x;

    /// <summary>Copies an image into the border, which stays zero.</summary>
    public void Fill(ReadOnlySpan<float> image)
    {
        for (int row = 0; row < shape.Channels * shape.Height; row++)
        {
            int start = PixelStart(row / shape.Height) + (row % shape.Height * Stride);
            image.Slice(row * shape.Width, shape.Width).CopyTo(_values.AsSpan(start));
        }
    }

    private static int StrideOf(ImageShape shape) => shape.Width + (2 * Border);

    private static int PlaneOf(ImageShape shape) => (shape.Height + (2 * Border)) * StrideOf(shape);
}
