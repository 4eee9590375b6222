using System.Collections.Immutable;

namespace MlNetBatchNorm;

/// <summary>
/// Statistics that trained models expect their images to be normalized by, for pixels from 0 to 255. Where the model's own documentation
/// divides the pixels by 255 first, that is folded in: <c>(x / 255 - mean) / deviation = (x - 255 mean) / (255 deviation)</c>.
/// </summary>
/// <remarks>Immutable.</remarks>
public sealed class ImageNormalization
{
    private const float PixelScale = 255;

    private ImageNormalization(string name, ImageChannels channels, ImmutableArray<float> mean, ImmutableArray<float> standardDeviation)
    {
        Name = name;
        Channels = channels;
        Mean = mean;
        StandardDeviation = standardDeviation;
    }

    /// <summary>
    /// RGB; mean 0.485, 0.456, 0.406 and deviation 0.229, 0.224, 0.225 of pixels from 0 to 1: torchvision's classification models, and most
    /// models of the ONNX zoo.
    /// </summary>
    public static ImageNormalization ImageNet { get; } = Scaled("ImageNet", [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);

    /// <summary>RGB from -1 to 1: mean 0.5 and deviation 0.5 of pixels from 0 to 1; Inception, MobileNet and other TensorFlow models.</summary>
    public static ImageNormalization Inception { get; } = Scaled("Inception", [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]);

    /// <summary>BGR; mean 103.939, 116.779, 123.68 of pixels from 0 to 255 is subtracted, nothing is divided: Caffe's models, VGG, ResNet.</summary>
    public static ImageNormalization CaffeBgr { get; } = new("CaffeBgr", ImageChannels.Bgr, [103.939f, 116.779f, 123.68f], [1, 1, 1]);

    /// <summary>RGB; mean 0.4914, 0.4822, 0.4465 and deviation 0.2470, 0.2435, 0.2616 of pixels from 0 to 1: models trained on CIFAR-10.</summary>
    public static ImageNormalization Cifar10 { get; } = Scaled("Cifar10", [0.4914, 0.4822, 0.4465], [0.2470, 0.2435, 0.2616]);

    /// <summary>The name in the field.</summary>
    public string Name { get; }

    /// <summary>The order that the statistics, and the model, have the channels in. An image column is read so by itself; a column of pixels must be so.</summary>
    public ImageChannels Channels { get; }

    /// <summary>The mean of each channel of pixels from 0 to 255; 3 values.</summary>
    public ImmutableArray<float> Mean { get; }

    /// <summary>The standard deviation of each channel of pixels from 0 to 255; 3 values.</summary>
    public ImmutableArray<float> StandardDeviation { get; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private static ImageNormalization Scaled(string name, double[] mean, double[] standardDeviation) => new(name, ImageChannels.Rgb,
        [.. mean.Select(value => (float)(value * PixelScale))], [.. standardDeviation.Select(value => (float)(value * PixelScale))]);
}
