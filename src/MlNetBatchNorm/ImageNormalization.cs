using System.Collections.Immutable;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Arguments;

namespace MlNetBatchNorm;

/// <summary>
/// The mean and standard deviation that a trained model expects its images to be normalized by, for pixels from 0 to 255. A division by 255 in
/// the model's documentation is folded in: <c>(x / 255 - mean) / deviation = (x - 255 mean) / (255 deviation)</c>.
/// </summary>
/// <remarks>Immutable, and safe for use by any number of threads.</remarks>
public sealed class ImageNormalization
{
    private const double PixelScale = 255;

    /// <summary>Makes a normalization from your own statistics: <c>y = (x * scale - mean) / standardDeviation</c> for pixels x from 0 to 255.</summary>
    /// <param name="mean">The mean per channel, after multiplication by <paramref name="scale"/>; 1, 3 or 4 values, finite.</param>
    /// <param name="standardDeviation">The standard deviation per channel, likewise; as many values as <paramref name="mean"/> has, finite and more than 0.</param>
    /// <param name="channels">
    /// The order of the values and of the model's channels; null (default): gray for one value, RGB for three, RGBA for four.
    /// </param>
    /// <param name="scale">
    /// The factor that pixels are multiplied by first: 1 (default) for statistics of pixels from 0 to 255, <c>1 / 255f</c> for pixels from 0 to 1.
    /// </param>
    /// <param name="name">The name that <see cref="ToString"/> returns.</param>
    /// <exception cref="ArgumentNullException">The mean, the standard deviation or the name is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range, or there are more or fewer than <paramref name="channels"/> needs.</exception>
    public ImageNormalization(
        IReadOnlyList<float> mean,
        IReadOnlyList<float> standardDeviation,
        ImageChannels? channels = null,
        float scale = 1,
        string name = "custom")
    {
        ArgumentNullException.ThrowIfNull(name);
        KnownStatistics statistics = KnownStatistics.Create(mean, standardDeviation, scale);
        Name = name;
        ImageOrder.Check(channels, nameof(channels));
        Channels = channels ?? ImageOrder.Of(mean.Count);
        int count = ImageOrder.NumFeatures(Channels);
        if (mean.Count != count)
            throw Errors.Parameter(nameof(mean), $"mean must hold {count} {(count == 1 ? "value" : "values")} for {Channels} images, but holds {mean.Count}.");
        Mean = statistics.Mean;
        StandardDeviation = statistics.StandardDeviation;
    }

    private ImageNormalization(string name, ImageChannels channels, double[] mean, double[] standardDeviation, double pixelScale = PixelScale)
    {
        Name = name;
        Channels = channels;
        Mean = [.. mean.Select(value => (float)(value * pixelScale))];
        StandardDeviation = [.. standardDeviation.Select(value => (float)(value * pixelScale))];
    }

    /// <summary>
    /// RGB; mean 0.485, 0.456, 0.406 and deviation 0.229, 0.224, 0.225 of pixels from 0 to 1: torchvision's classification models, most of
    /// timm's (its "default"), and most models of the ONNX zoo.
    /// </summary>
    public static ImageNormalization ImageNet { get; } = new("ImageNet", ImageChannels.Rgb, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);

    /// <summary>
    /// RGB from -1 to 1: mean 0.5 and deviation 0.5 of pixels from 0 to 1; Inception, MobileNet and other TensorFlow models, timm's vision
    /// transformers (its "inception"), SigLIP.
    /// </summary>
    public static ImageNormalization Inception { get; } = new("Inception", ImageChannels.Rgb, [0.5, 0.5, 0.5], [0.5, 0.5, 0.5]);

    /// <summary>BGR; mean 103.939, 116.779, 123.68 and deviation 1 of pixels from 0 to 255: Caffe's models, such as VGG and ResNet.</summary>
    public static ImageNormalization CaffeBgr { get; } = new("CaffeBgr", ImageChannels.Bgr, [103.939, 116.779, 123.68], [1, 1, 1], pixelScale: 1);

    /// <summary>RGB; mean 0.4914, 0.4822, 0.4465 and deviation 0.2470, 0.2435, 0.2616 of pixels from 0 to 1: models trained on CIFAR-10.</summary>
    public static ImageNormalization Cifar10 { get; } = new("Cifar10", ImageChannels.Rgb, [0.4914, 0.4822, 0.4465], [0.2470, 0.2435, 0.2616]);

    /// <summary>
    /// RGB; mean 0.48145466, 0.4578275, 0.40821073 and deviation 0.26862954, 0.26130258, 0.27577711 of pixels from 0 to 1: OpenAI's CLIP
    /// (timm's "openai_clip") and most of its descendants.
    /// </summary>
    public static ImageNormalization Clip { get; } =
        new("Clip", ImageChannels.Rgb, [0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711]);

    /// <summary>Gray; mean 0.1307 and deviation 0.3081 of pixels from 0 to 1: models trained on MNIST.</summary>
    public static ImageNormalization Mnist { get; } = new("Mnist", ImageChannels.Gray, [0.1307], [0.3081]);

    /// <summary>
    /// RGB; mean 124, 117, 104 of pixels from 0 to 255, multiplied by 0.0167 after the subtraction: timm's dual path networks (its "dpn").
    /// </summary>
    public static ImageNormalization Dpn { get; } =
        new("Dpn", ImageChannels.Rgb, [124, 117, 104], [1 / 0.0167, 1 / 0.0167, 1 / 0.0167], pixelScale: 1);

    /// <summary>
    /// BGR, but with ImageNet's numbers in RGB order: mean 0.485, 0.456, 0.406 and deviation 0.229, 0.224, 0.225 of blue, green and red pixels
    /// from 0 to 1; PaddleOCR's text detection, and other models that read images with OpenCV without swapping the channels.
    /// </summary>
    public static ImageNormalization PaddleOcr { get; } = new("PaddleOcr", ImageChannels.Bgr, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);

    /// <summary>The preset's name, or the one given to the constructor.</summary>
    public string Name { get; }

    /// <summary>The order of the statistics and of the model's channels. An image column is read in this order; a column of pixels must already have it.</summary>
    public ImageChannels Channels { get; }

    /// <summary>The mean per channel, for pixels from 0 to 255, <c>[C]</c>.</summary>
    public ImmutableArray<float> Mean { get; }

    /// <summary>The standard deviation per channel, for pixels from 0 to 255, <c>[C]</c>.</summary>
    public ImmutableArray<float> StandardDeviation { get; }

    internal KnownStatistics Statistics => new(Mean, StandardDeviation);

    /// <summary>Returns <see cref="Name"/>.</summary>
    public override string ToString() => Name;
}
