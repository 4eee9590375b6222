using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tool.Reporting;

namespace MlNetBatchNorm.Tool.Tests;

/// <summary>
/// Every line that is printed to be pasted: the C# is compiled and run on the images, which it gives a mean of 0 and a deviation of 1; the numbers
/// of the Python are NumPy's, in the order in which Pillow and torchvision have the channels.
/// </summary>
public sealed class PrintedLinesTests : IDisposable
{
    private const int Size = 32;

    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("rgb", ImageChannels.Rgb, ImageChannels.Rgb)]
    [InlineData("bgr", ImageChannels.Bgr, ImageChannels.Bgr)]
    [InlineData("gray", ImageChannels.Gray, ImageChannels.Gray)]
    [InlineData("rgba", ImageChannels.Rgba, ImageChannels.Rgb)]
    [InlineData("bgra", ImageChannels.Bgra, ImageChannels.Bgr)]
    public void Fit_OfOpaqueImages_PrintsLinesThatNormalizeThem(string option, ImageChannels order, ImageChannels printed)
    {
        ToolResult fit = Fit(TestImages.Folder, option);
        AssertNormalizes(fit.Output, printed, Directory.GetFiles(TestImages.Folder, "*.png", SearchOption.AllDirectories));
        Assert.Equal(printed != order, fit.Output.Contains("channel 3 (alpha) is the same in every image, so the lines leave it out.", StringComparison.Ordinal));
        AssertOrder(order);
        (double[] mean, double[] std) = PrintedLine.Python(fit.Output);
        if (order == ImageChannels.Gray)
            return;
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Reference", "cifar10_mini.json")));
        AssertSingles(expected, "mean1", mean);
        AssertSingles(expected, "std1", std);
    }

    /// <summary>What the page on the tool shows is what it prints, but for the size of the images.</summary>
    [Fact]
    public void Fit_OfTheSamplesImages_PrintsWhatThePageShows()
    {
        string page = File.ReadAllText(Path.Combine(MlNetBatchNorm.Tests.Repository.Root, "docs", "channelstats.md")).ReplaceLineEndings("\n");
        Assert.Contains($"```\n{Fit(TestImages.Folder, "rgb").Output}```\n", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rgb", "Rgb")]
    [InlineData("bgra", "Bgra")]
    public void Show_OfAPart_PrintsThePartsAndNoLineToPaste(string option, string order)
    {
        ToolResult fit = ToolProcess.Run(
            "fit", Path.GetDirectoryName(TestImages.Cats[0])!, "--channels", option, "--shard", "1/4", "--output", _folder.File("part.bnstats"));
        Assert.Equal((0, "", $"8 images: {_folder.File("part.bnstats")}"), (fit.ExitCode, fit.Output, fit.Messages.Single()));
        string[] lines = ToolProcess.Run("show", _folder.File("part.bnstats")).Output.Split('\n');
        Assert.Equal("8 images", lines[0]);
        Assert.Matches(
            $"^Parts 1 of 4 of '30 images, list [0-9a-f]{{16}}, ReadImages: stretched to 224x224, Bilinear, decoded in full, alpha dropped, orientation ignored, " +
            $"{order}'; missing: 0,2-3$", lines[1]);
        Assert.DoesNotContain(lines, line => line.Contains("Normalize", StringComparison.Ordinal));
    }

    /// <summary>Half-transparent images, whose alpha is dropped, as by torchvision.</summary>
    [Theory]
    [InlineData("rgb", ImageChannels.Rgb, ImageChannels.Rgb)]
    [InlineData("bgr", ImageChannels.Bgr, ImageChannels.Bgr)]
    [InlineData("gray", ImageChannels.Gray, ImageChannels.Gray)]
    [InlineData("rgba", ImageChannels.Rgba, ImageChannels.Rgb)]
    [InlineData("bgra", ImageChannels.Bgra, ImageChannels.Bgr)]
    public void Fit_OfImagesWithAlpha_PrintsLinesThatNormalizeThem(string option, ImageChannels order, ImageChannels printed)
    {
        var random = new Random(1);
        for (int i = 0; i < 3; i++)
            WriteImage($"{i}.png", _ => [(byte)random.Next(100), (byte)random.Next(60, 200), (byte)random.Next(150, 256), (byte)random.Next(100, 256)]);
        ToolResult fit = Fit(_folder.Path, option);
        (double[] mean, double[] std) = AssertNormalizes(fit.Output, printed, Directory.GetFiles(_folder.Path, "*.png"));
        AssertOrder(order);

        // What the compiled line divides by, with red first.
        int[] positions = printed is ImageChannels.Bgr ? [2, 1, 0] : [.. Enumerable.Range(0, mean.Length)];
        (double[] pythonMean, double[] pythonStd) = PrintedLine.Python(fit.Output);
        Assert.All(positions.Zip(pythonMean), pair => Assert.Equal(mean[pair.First] / 255, pair.Second, 1e-6));
        Assert.All(positions.Zip(pythonStd), pair => Assert.Equal(std[pair.First] / 255, pair.Second, 1e-6));
        Assert.Equal(printed is ImageChannels.Bgr, fit.Output.Contains("(in the order red, green, blue", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("rgb", "channel 1 (green)")]
    [InlineData("rgba", "channel 1 (green), channel 3 (alpha)")]
    [InlineData("bgr", "channel 1 (green)")]
    public void Fit_OfAConstantColor_PrintsNoLine(string option, string channels)
    {
        WriteImage("a.png", i => [(byte)i, 7, (byte)(2 * i), 255]);
        ToolResult fit = Fit(_folder.Path, option);
        Assert.Equal(0, fit.ExitCode);
        Assert.EndsWith($"{channels}: the same value in every image, and no deviation to divide by, so there is no line to paste.\n", fit.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Normalize", fit.Output, StringComparison.Ordinal);
    }

    /// <summary>Any statistics may be shown, of columns with any name.</summary>
    [Fact]
    public void CodeLines_OfAnyColumnName_AreCSharp()
    {
        var range = new ChannelRange([1, 2], [0.5, 1e-9]);
        string[] lines = [.. CodeLines.Of(new ColumnReport("a\"b\\c\t\u001b[31m", 2, ImageChannels: null, range, range))];
        IDataView view = _ml.Data.LoadFromEnumerable([new Numbers { X = [1, 2] }]);
        IDataView named = _ml.Transforms.CopyColumns("a\"b\\c\t\u001b[31m", "X").Fit(view).Transform(view);
        ITransformer model = PrintedLine.Compile(string.Join('\n', lines), _ml).Fit(named);
        Assert.Equal([1, 2], Assert.IsType<BatchNormTransformer>(model).Parameters[0].RunningMean);
        Assert.All(lines, line => Assert.DoesNotContain(line, char.IsControl));
    }

    private ToolResult Fit(string folder, string channels)
    {
        ToolResult fit = ToolProcess.Run("fit", folder, "--resize", $"{Size}x{Size}", "--channels", channels, "--output", _folder.File("all.bnstats"));
        Assert.Equal(0, fit.ExitCode);
        Assert.Equal(fit.Output, ToolProcess.Run("show", _folder.File("all.bnstats")).Output);
        return fit;
    }

    private void AssertOrder(ImageChannels order)
    {
        Assert.Equal(order, ChannelStatistics.Load(_folder.File("all.bnstats")).GetImageChannels("Image"));
        using JsonDocument shown = JsonDocument.Parse(ToolProcess.Run("show", _folder.File("all.bnstats"), "--json").Output);
        Assert.Equal($"{order}", shown.RootElement.GetProperty("columns")[0].GetProperty("imageChannels").GetString());
    }

    /// <summary>Runs the line of C#, and returns what it subtracts and divides by.</summary>
    private (double[] Mean, double[] Std) AssertNormalizes(string output, ImageChannels order, string[] files)
    {
        IDataView paths = _ml.Data.LoadFromEnumerable(files.Select(file => new ImageFile { Path = file }));
        IDataView images = _ml.Transforms.ReadImages("Image", nameof(ImageFile.Path), ImageReading.Stretch(Size, Size)).Fit(paths).Transform(paths);
        BatchNormTransformer model = Assert.IsType<BatchNormTransformer>(PrintedLine.Compile(output, _ml).Fit(images));
        BatchNormParameters parameters = model.Parameters[0];
        Assert.Equal(order, parameters.ImageChannels);

        int plane = Size * Size;
        float[][] rows = [.. model.Transform(images).GetColumn<float[]>("Features")];
        for (int c = 0; c < parameters.NumFeatures; c++)
        {
            double[] values = [.. rows.SelectMany(row => row.Skip(c * plane).Take(plane)).Select(value => (double)value)];
            double mean = values.Average();
            Assert.Equal(0, mean, 1e-5);
            Assert.Equal(1, Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1)), 1e-5);
        }

        return ([.. parameters.RunningMean], [.. parameters.StandardDeviation]);
    }

    private static void AssertSingles(JsonDocument expected, string name, double[] printed) =>
        Assert.Equal(expected.RootElement.GetProperty(name).EnumerateArray().Select(value => (float)value.GetDouble()), printed.Select(value => (float)value));

    private void WriteImage(string name, Func<int, byte[]> pixelAt)
    {
        using MLImage image = MLImage.CreateFromPixels(Size, Size, MLPixelFormat.Rgba32, [.. Enumerable.Range(0, Size * Size).SelectMany(pixelAt)]);
        image.Save(_folder.File(name));
    }

    private sealed class ImageFile
    {
        public string Path { get; set; } = "";
    }

    private sealed class Numbers
    {
        [VectorType(2)]
        public float[] X { get; set; } = [];
    }
}
