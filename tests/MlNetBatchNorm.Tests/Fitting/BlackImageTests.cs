using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>The frames of cameras and screen grabs, whose fourth byte is 0, become black when ML.NET 6 crops or pads them.</summary>
public sealed class BlackImageTests
{
    private readonly MLContext _ml = new(seed: 1);

    private static bool IsMlNet6 => typeof(MLImage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion
        .StartsWith("6.", StringComparison.Ordinal);

    [Theory]
    [InlineData(BatchNormStatistics.Exact)]
    [InlineData(BatchNormStatistics.Running)]
    public void Fit_OfCroppedFrames_WarnsWhereTheyAreBlack(BatchNormStatistics statistics)
    {
        IDataView frames = Frames(alpha: 0);
        IDataView cropped = _ml.Transforms.ResizeImages("Image", 8, 8).Fit(frames).Transform(frames);
        Assert.Equal(IsMlNet6, Warnings(cropped, statistics).Any(IsOfBlackImages));
    }

    /// <summary>As they are, and opaque ones: only the alpha differs, which is not read.</summary>
    [Theory]
    [InlineData(0, ImageResizingEstimator.ResizingKind.Fill)]
    [InlineData(255, ImageResizingEstimator.ResizingKind.IsoCrop)]
    public void Fit_OfFramesThatKeepTheirColors_IsSilent(byte alpha, ImageResizingEstimator.ResizingKind resizing)
    {
        IDataView frames = Frames(alpha);
        IDataView resized = _ml.Transforms.ResizeImages("Image", 8, 8, resizing: resizing).Fit(frames).Transform(frames);
        Assert.Empty(Warnings(resized, BatchNormStatistics.Exact));
    }

    /// <summary>Black images are not warned of twice, as constant channels too.</summary>
    [Fact]
    public void Fit_OfMissingImages_WarnsOnce()
    {
        IDataView paths = _ml.Data.LoadFromEnumerable(Enumerable.Repeat(new PathRow(), 4));
        IDataView images = _ml.Transforms.LoadImages("Image", imageFolder: null, "Path").Append(_ml.Transforms.ResizeImages("Image", 8, 8)).Fit(paths).Transform(paths);
        Assert.True(IsOfBlackImages(Assert.Single(Warnings(images, BatchNormStatistics.Exact))));
    }

    private static bool IsOfBlackImages(string warning) => warning.StartsWith("Column 'Image': all images are black.", StringComparison.Ordinal);

    private IDataView Frames(byte alpha)
    {
        var random = new Random(1);
        return _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 4).Select(_ =>
        {
            var pixels = new byte[4 * 16 * 12];
            random.NextBytes(pixels);
            for (int i = 3; i < pixels.Length; i += 4)
                pixels[i] = alpha;
            return new Frame { Image = MLImage.CreateFromPixels(16, 12, MLPixelFormat.Bgra32, pixels) };
        }).ToArray());
    }

    private List<string> Warnings(IDataView images, BatchNormStatistics statistics)
    {
        List<string> warnings = [];
        _ml.Log += (_, message) =>
        {
            if (message.Kind == ChannelMessageKind.Warning)
                warnings.Add(message.RawMessage);
        };
        // A momentum of 1 leaves nothing of the initial values to warn of.
        _ml.Transforms.NormalizeBatch("Features", "Image", momentum: 1f, batchSize: 4, statistics: statistics).Fit(images);
        return warnings;
    }

    private sealed class PathRow
    {
        public string Path { get; set; } = "";
    }

    private sealed class Frame
    {
        [ImageType(12, 16)]
        public MLImage? Image { get; set; }
    }
}
