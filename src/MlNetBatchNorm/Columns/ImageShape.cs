using System.Collections.Immutable;
using Microsoft.ML.Data;
using MlNetBatchNorm.Arguments;

namespace MlNetBatchNorm.Columns;

/// <summary>What is read of an image column: the images' size, and which channels in which order.</summary>
internal readonly record struct ImageShape(int Height, int Width, ImageChannels Channels, bool ChannelsLast)
{
    /// <summary>Whether all images have one size; if not, height and width are 0.</summary>
    public bool HasSize => Height > 0;

    /// <summary>The dimensions of the vector that an image gives.</summary>
    public ImmutableArray<int> Dimensions =>
        ChannelsLast ? [Height, Width, ImageOrder.NumFeatures(Channels)] : [ImageOrder.NumFeatures(Channels), Height, Width];

    /// <summary>The position of each channel among the four bytes of a pixel.</summary>
    public static ReadOnlySpan<int> Offsets(ImageChannels channels, MLPixelFormat format) => (channels, format == MLPixelFormat.Bgra32) switch
    {
        (ImageChannels.Rgb, false) or (ImageChannels.Bgr, true) => [0, 1, 2],
        (ImageChannels.Rgb, true) or (ImageChannels.Bgr, false) => [2, 1, 0],
        (ImageChannels.Rgba, false) or (ImageChannels.Bgra, true) => [0, 1, 2, 3],
        (ImageChannels.Rgba, true) or (ImageChannels.Bgra, false) => [2, 1, 0, 3],
        _ => [0],
    };
}
