using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.Images;
using SkiaSharp;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>The code and the numbers of docs/images.md. photo.jpg and cropped.png come from Rows/Reference/generate_resize.py.</summary>
public sealed class ImageSnippets
{
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

    [Fact]
    public void ReadImages_GivesTorchvisionsPixels()
    {
        MLContext mlContext = _mlContext;
        IDataView photo = mlContext.Data.LoadFromEnumerable([new ImageFile { Path = Path.Combine(Reference, "photo.jpg") }]);

        #region ReadImages
        // transforms.Compose([Resize(256), CenterCrop(224), ToTensor(), Normalize(mean=[0.485, ...], std=[0.229, ...])])
        var pipeline = mlContext.Transforms.ReadImages("Image", "Path", ImageReading.ImageNet)
            .Append(mlContext.Transforms.NormalizeChannels("input", "Image", ImageNormalization.ImageNet));
        #endregion

        using SKBitmap expected = SKBitmap.Decode(Path.Combine(Reference, "cropped.png"));
        IDataView read = pipeline.Fit(photo).Transform(photo);
        MLImage image = read.GetColumn<MLImage>("Image").Single();
        for (int i = 0; i < 224 * 224; i++)
        {
            SKColor color = expected.GetPixel(i % 224, i / 224);
            Assert.Equal([color.Red, color.Green, color.Blue, 255], image.Pixels.Slice(4 * i, 4).ToArray());
        }

        Assert.Equal(3 * 224 * 224, ColumnValues.Read(read, "input").Single().Length);
    }

    /// <summary>The page's table of weights, from torchvision.</summary>
    [Fact]
    public void Weights_HaveTheirLineOfCode()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "images.md"));
        JsonElement[][] weights = ImageReference.Cases("weights.json");
        Assert.True(weights.Length > 10);
        Assert.All(weights, values =>
        {
            (int size, int crop) = (values[1].GetInt32(), values[2].GetInt32());
            string reading = (size, crop) == (256, 224) ? "ImageReading.ImageNet" : FormattableString.Invariant($"ImageReading.ResizeAndCrop({size}, {crop}, {crop})");
            string filter = values[3].GetString() == "bicubic" ? " with { Interpolation = ImageInterpolation.Bicubic }" : "";
            Assert.Contains($"| `{values[0].GetString()}` | `{reading}{filter}` |", page, StringComparison.Ordinal);
        });
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
        var estimator = mlContext.Transforms.NormalizeChannels("Features", "Image", new BatchNormEstimator.Options
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
        var normalize = mlContext.Transforms.NormalizeChannels("Features", "Pixels");
        #endregion

        Assert.Equal(decoded.SelectMany(pixels => pixels).Average(value => value), normalize.Fit(images).Parameters[0].RunningMean[0], 0.01);
    }

    private IDataView Load(IEnumerable<string> paths)
    {
        IDataView files = _mlContext.Data.LoadFromEnumerable(paths.Select(path => new ImageFile { Path = path }));
        return _mlContext.Transforms.ReadImages("Image", "Path", ImageReading.Stretch(32, 32)).Fit(files).Transform(files);
    }

    private sealed class GrayImage
    {
        [VectorType(1, 8, 8)]
        public float[] Pixels { get; set; } = [];
    }
}
