using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Arguments;

/// <summary>The order of an image's channels: how many they are, and which order is meant where none is given.</summary>
internal static class ImageOrder
{
    /// <summary>The number of channels.</summary>
    public static int NumFeatures(ImageChannels order) => order switch
    {
        ImageChannels.Gray => 1,
        ImageChannels.Rgb or ImageChannels.Bgr => 3,
        _ => 4,
    };

    /// <summary>The order that is meant by values of so many channels.</summary>
    public static ImageChannels Of(int numFeatures) => numFeatures switch
    {
        1 => ImageChannels.Gray,
        4 => ImageChannels.Rgba,
        _ => ImageChannels.Rgb,
    };

    /// <exception cref="ArgumentOutOfRangeException">What was asked for is not an order; names <paramref name="parameter"/>.</exception>
    public static void Check(ImageChannels? asked, string parameter)
    {
        if (asked is { } order && !Enum.IsDefined(order))
            throw Errors.Parameter(parameter, $"{parameter} {OptionsValidation.OneOf<ImageChannels>()}, but is {order}.");
    }

    /// <summary>The order to read images in: that of the parameters, or that which is asked for where they have none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another order is asked for than that of the parameters; names <paramref name="parameter"/>.</exception>
    public static ImageChannels Find(BatchNormParameters parameters, ImageChannels? asked, string parameter)
    {
        Check(asked, parameter);
        if (asked is { } wanted && parameters.ImageChannels is { } known && wanted != known)
            throw Errors.Parameter(parameter,
                $"{parameter} is {wanted}, but the parameters are those of {known} images. Leave {parameter} out, or give parameters in that order.");
        return parameters.ImageChannels ?? asked ?? Of(parameters.NumFeatures);
    }
}
