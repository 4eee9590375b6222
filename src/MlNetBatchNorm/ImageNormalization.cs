using System.Collections.Immutable;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm;

/// <summary>
/// The statistics that a trained model expects its images to be normalized with, in units of pixels from 0 to 255. Where the model's
/// documentation divides pixels by 255 first, that division is folded in:
/// <c>(x / 255 - mean) / deviation = (x - 255 mean) / (255 deviation)</c>.
/// </summary>
/// <remarks>Immutable, and safe for use by any number of threads.</remarks>
public sealed class ImageNormalization
{
    private const double PixelScale = 255;

    /// <summary>Statistics of your own: <c>y = (x * scale - mean) / standardDeviation</c> for pixels x from 0 to 255.</summary>
    /// <param name="mean">The mean per channel, of pixels multiplied by <paramref name="scale"/>; 1, 3 or 4 values, finite.</param>
    /// <param name="standardDeviation">The standard deviation per channel, of the same pixels; as many values, finite and more than 0.</param>
    /// <param name="channels">
    /// The order of the values, and of the model's channels; null (default) for gray if there is one value, RGB for three, RGBA for four.
    /// </param>
    /// <param name="scale">
    /// What pixels are multiplied by first: 1 (default) for statistics of pixels from 0 to 255, <c>1 / 255f</c> for those of pixels from 0 to 1.
    /// </param>
    /// <param name="name">A name for messages.</param>
    /// <exception cref="ArgumentNullException">The mean, the deviation or the name is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is not as described, or there are not as many as the channels need.</exception>
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
        Channels = statistics.ImageChannels(channels, nameof(channels));
        int count = ImageShape.NumFeatures(Channels);
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

    /// <summary>BGR; mean 103.939, 116.779, 123.68 of pixels from 0 to 255 is subtracted, nothing is divided: Caffe's models, VGG, ResNet.</summary>
    public static ImageNormalization CaffeBgr { get; } = new("CaffeBgr", ImageChannels.Bgr, [103.939, 116.779, 123.68], [1, 1, 1], pixelScale: 1);

    /// <summary>RGB; mean 0.4914, 0.4822, 0.4465 and deviation 0.2470, 0.2435, 0.2616 of pixels from 0 to 1: models trained on CIFAR-10.</summary>
    public static ImageNormalization Cifar10 { get; } = new("Cifar10", ImageChannels.Rgb, [0.4914, 0.4822, 0.4465], [0.2470, 0.2435, 0.2616]);

    /// <summary>
    /// RGB; mean 0.48145466, 0.4578275, 0.40821073 and deviation 0.26862954, 0.26130258, 0.27577711 of pixels from 0 to 1: OpenAI's CLIP
    /// (timm's "openai_clip"), and most models descended from it.
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
    /// BGR, but with ImageNet's numbers in their RGB order: mean 0.485, 0.456, 0.406 and deviation 0.229, 0.224, 0.225 for blue, green and
    /// red of pixels from 0 to 1; PaddleOCR's text detection, and other models that read images with OpenCV and never swap the channels.
    /// </summary>
    public static ImageNormalization PaddleOcr { get; } = new("PaddleOcr", ImageChannels.Bgr, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);

    /// <summary>The name in the field.</summary>
    public string Name { get; }

    /// <summary>The order of the statistics and of the model's channels. An image column is read in it; a column of pixels must be in it already.</summary>
    public ImageChannels Channels { get; }

    /// <summary>The mean per channel, of pixels from 0 to 255; as long as there are channels.</summary>
    public ImmutableArray<float> Mean { get; }

    /// <summary>The standard deviation per channel, of pixels from 0 to 255; as long as there are channels.</summary>
    public ImmutableArray<float> StandardDeviation { get; }

    internal KnownStatistics Statistics => new(Mean, StandardDeviation);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
