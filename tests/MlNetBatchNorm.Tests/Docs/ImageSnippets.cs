using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using SkiaSharp;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>The code and the numbers of docs/images.md. photo.jpg and cropped.png come from Images/Reference/generate_resize.py.</summary>
public sealed class ImageSnippets
{
    private const double ImageNetDeviation = 0.226 * 255;

    private static readonly string Reference = Path.Combine(Repository.Root, "tests", "MlNetBatchNorm.Tests", "Rows", "Reference");

    private readonly MLContext _mlContext = new(seed: 1);

    [Fact]
    public void OwnNormalization_IsUsedAsAPreset()
    {
        MLContext mlContext = _mlContext;

        #region OwnNormalization
        var own = new ImageNormalization(mean: [0.49f, 0.48f, 0.45f], standardDeviation: [0.25f, 0.24f, 0.26f], ImageChannels.Bgr, scale: 1 / 255f);
        var one = mlContext.Transforms.NormalizeChannels("input", "Image", own);
        var several = mlContext.Transforms.NormalizeChannels([new("left", "LeftImage"), new("right", "RightImage")], own);
        #endregion

        IDataView images = Load(TestImages.Files().Take(3));
        Assert.NotEmpty(ColumnValues.Read(one.Fit(images).Transform(images), "input"));
        IDataView pairs = mlContext.Transforms.CopyColumns("LeftImage", "Image").Append(mlContext.Transforms.CopyColumns("RightImage", "Image")).Fit(images).Transform(images);
        Assert.NotEmpty(ColumnValues.Read(several.Fit(pairs).Transform(pairs), "right"));
    }

    #region ResizeAsTorchvision
    // Resize(256), CenterCrop(224)
    private static MLImage ResizeAndCrop(string path)
    {
        using SKBitmap source = SKBitmap.Decode(path);
        float scale = 256f / Math.Min(source.Width, source.Height);
        var size = new SKImageInfo((int)(source.Width * scale), (int)(source.Height * scale), SKColorType.Rgba8888, SKAlphaType.Premul);
        using SKBitmap resized = source.Resize(size, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var cropped = new SKBitmap(new SKImageInfo(224, 224, SKColorType.Rgba8888, SKAlphaType.Premul));
        resized.ExtractSubset(cropped, SKRectI.Create((resized.Width - 224) / 2, (resized.Height - 224) / 2, 224, 224));
        using SKBitmap copy = cropped.Copy();
        return MLImage.CreateFromPixels(224, 224, MLPixelFormat.Rgba32, copy.GetPixelSpan());
    }

    private sealed class CroppedImage
    {
        [ImageType(224, 224)]
        public MLImage? Image { get; set; }
    }
    #endregion

    [Fact]
    public void ResizeAsTorchvision_MatchesItWhereMlNetsResizingDoesNot()
    {
        string photo = Path.Combine(Reference, "photo.jpg");
        using SKBitmap expected = SKBitmap.Decode(Path.Combine(Reference, "cropped.png"));
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "images.md"));
        List<string> missing = [];
        void AssertDeviation(string method, MLImage actual)
        {
            string row = FormattableString.Invariant($"| {method} | {MeanDifference(expected, actual) / ImageNetDeviation:0.00} |");
            if (!page.Contains(row, StringComparison.Ordinal))
                missing.Add(row);
        }

        AssertDeviation("`ResizeImages(\"Image\", 224, 224, resizing: Fill)`", Resize(photo, ImageResizingEstimator.ResizingKind.Fill));
        AssertDeviation("`ResizeImages(\"Image\", 224, 224)`, which crops", Resize(photo, ImageResizingEstimator.ResizingKind.IsoCrop));
        AssertDeviation("`ResizeImages(\"Image\", 224, 224, resizing: IsoPad)`", Resize(photo, ImageResizingEstimator.ResizingKind.IsoPad));
        IDataView view = _mlContext.Data.LoadFromEnumerable([new CroppedImage { Image = ResizeAndCrop(photo) }]);
        AssertDeviation("`ResizeAndCrop` below", view.GetColumn<MLImage>("Image").Single());
        Assert.True(missing.Count == 0, string.Join(Environment.NewLine, missing));
    }

    [Fact]
    public void FindUnreadable_GivesTheOthers()
    {
        ImageFile[] files = [.. TestImages.Files().Take(3).Append("missing.png").Select(path => new ImageFile { Path = path })];

        #region FindUnreadable
        IReadOnlyList<UnreadableImage> unreadable = ImageFiles.FindUnreadable(files.Select(file => file.Path));
        foreach (UnreadableImage image in unreadable)
            Console.WriteLine($"{image.Path}: {image.Problem}");
        HashSet<string> bad = [.. unreadable.Select(image => image.Path)];
        ImageFile[] usable = [.. files.Where(file => !bad.Contains(file.Path))];
        #endregion

        Assert.Equal(3, usable.Length);
    }

    [Fact]
    public void SkipUnreadableRows_LeavesThemOut()
    {
        MLContext mlContext = _mlContext;
        IDataView images = Load([.. TestImages.Files().Take(3), "missing.png"]);

        #region SkipUnreadableRows
        var estimator = mlContext.Transforms.NormalizeBatch("Features", "Image", new BatchNormEstimator.Options
        {
            Statistics = BatchNormStatistics.Exact,
            SkipUnreadableRows = true, // the log says how many there were, and names the first
        });
        #endregion

        Assert.Equal(1, estimator.Fit(images).Parameters[0].NumBatchesTracked);
    }

    [Fact]
    public void SixteenBit_KeepsAllBits()
    {
        MLContext mlContext = _mlContext;
        ushort[][] decoded = [.. Enumerable.Range(0, 4).Select(i => Enumerable.Range(0, 64).Select(j => (ushort)(j * j * 16 + i)).ToArray())];

        #region SixteenBit
        // decoded: the pixels of gray images of 8x8, from a library that reads the format
        IEnumerable<GrayImage> rows = decoded.Select(pixels => new GrayImage { Pixels = [.. pixels.Select(value => (float)value)] });
        IDataView images = mlContext.Data.LoadFromEnumerable(rows);
        var normalize = mlContext.Transforms.NormalizeBatch("Features", "Pixels", statistics: BatchNormStatistics.Exact);
        #endregion

        Assert.Equal(decoded.SelectMany(pixels => pixels).Average(value => value), normalize.Fit(images).Parameters[0].RunningMean[0], 0.01);
    }

    private IDataView Load(IEnumerable<string> paths)
    {
        IDataView files = _mlContext.Data.LoadFromEnumerable(paths.Select(path => new ImageFile { Path = path }));
        return _mlContext.Transforms.LoadImages("Image", imageFolder: null, "Path").Append(_mlContext.Transforms.ResizeImages("Image", 32, 32))
            .Fit(files).Transform(files);
    }

    private MLImage Resize(string path, ImageResizingEstimator.ResizingKind resizing)
    {
        IDataView file = _mlContext.Data.LoadFromEnumerable([new ImageFile { Path = path }]);
        return _mlContext.Transforms.LoadImages("Image", imageFolder: null, "Path")
            .Append(_mlContext.Transforms.ResizeImages("Image", 224, 224, resizing: resizing))
            .Fit(file).Transform(file).GetColumn<MLImage>("Image").Single();
    }

    private static double MeanDifference(SKBitmap expected, MLImage actual)
    {
        bool bgra = actual.PixelFormat == MLPixelFormat.Bgra32;
        double sum = 0;
        for (int i = 0; i < 224 * 224; i++)
        {
            SKColor color = expected.GetPixel(i % 224, i / 224);
            ReadOnlySpan<byte> pixel = actual.Pixels.Slice(4 * i, 4);
            sum += Math.Abs(color.Red - pixel[bgra ? 2 : 0]) + Math.Abs(color.Green - pixel[1]) + Math.Abs(color.Blue - pixel[bgra ? 0 : 2]);
        }

        return sum / (3 * 224 * 224);
    }

    private sealed class GrayImage
    {
        [VectorType(1, 8, 8)]
        public float[] Pixels { get; set; } = [];
    }
}
