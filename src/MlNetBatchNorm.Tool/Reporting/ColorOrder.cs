namespace MlNetBatchNorm.Tool.Reporting;

/// <summary>The colors of images' channels, and how one order is brought into another.</summary>
internal static class ColorOrder
{
    /// <summary>The colors, in order.</summary>
    public static string[] Names(ImageChannels order) => order switch
    {
        ImageChannels.Rgb => ["red", "green", "blue"],
        ImageChannels.Bgr => ["blue", "green", "red"],
        ImageChannels.Rgba => ["red", "green", "blue", "alpha"],
        ImageChannels.Bgra => ["blue", "green", "red", "alpha"],
        _ => ["gray"],
    };

    /// <summary>The same colors in the order of torchvision and Pillow.</summary>
    public static ImageChannels RedFirst(ImageChannels order) => order switch
    {
        ImageChannels.Bgr => ImageChannels.Rgb,
        ImageChannels.Bgra => ImageChannels.Rgba,
        _ => order,
    };

    /// <summary>The same order without alpha.</summary>
    public static ImageChannels Opaque(ImageChannels order) => order switch
    {
        ImageChannels.Rgba => ImageChannels.Rgb,
        ImageChannels.Bgra => ImageChannels.Bgr,
        _ => order,
    };

    /// <summary>Whether NormalizeChannels reads images in this order where none is given.</summary>
    public static bool IsDefault(ImageChannels order) => order is ImageChannels.Gray or ImageChannels.Rgb or ImageChannels.Rgba;

    /// <summary>Where the channels of one order are in another, which has them all.</summary>
    public static int[] Positions(ImageChannels order, ImageChannels inOrder) => [.. Names(order).Select(name => Array.IndexOf(Names(inOrder), name))];
}
