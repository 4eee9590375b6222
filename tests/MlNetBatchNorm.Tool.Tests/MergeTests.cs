using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetBatchNorm.Tool.Tests;

/// <summary>Parts that are missing, there twice, or strangers.</summary>
public sealed class MergeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("0", new[] { 0 })]
    [InlineData("1-2,5", new[] { 1, 2, 5 })]
    [InlineData("0,2,4-7", new[] { 0, 2, 4, 5, 6, 7 })]
    public void Merge_OfSomeParts_ListsTheOthers(string expected, int[] missing)
    {
        string[] files = [.. Enumerable.Range(0, 8).Except(missing).Select(i => Write($"{i}.bnstats", new Shard("photos", i, 8)))];
        ToolResult result = Merge(files);
        Assert.Equal((1, $"{expected}\n"), (result.ExitCode, result.Output));
        Assert.StartsWith($"{missing.Length} of 8 parts are missing; nothing was written.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Merge_OfAPartTwice_NamesBothFiles() => AssertRefused(
        $"Part 1 is in '{_folder.File("b.bnstats")}' and in '{_folder.File("c.bnstats")}', and would count twice. Leave one of them out.",
        Write("a.bnstats", new Shard("photos", 0, 2)), Write("b.bnstats", new Shard("photos", 1, 2)), Write("c.bnstats", new Shard("photos", 1, 2)));

    [Fact]
    public void Merge_OfStrangers_NamesBothFiles()
    {
        AssertRefused(
            $"'{_folder.File("b.bnstats")}' does not belong with '{_folder.File("a.bnstats")}': it is of 2 parts of 'other', and the other of 2 parts of " +
            "'photos'. Merge parts of one list of images, with the same --resize, --channels and number of parts.",
            Write("a.bnstats", new Shard("photos", 0, 2)), Write("b.bnstats", new Shard("other", 1, 2)));
        AssertRefused(
            $"'{_folder.File("b.bnstats")}' is not a part: it does not say which images are inside, and they might count twice. Merge files that " +
            "'fit --shard' wrote.",
            Write("a.bnstats", new Shard("photos", 0, 2)), Write("b.bnstats", shard: null));
        File.WriteAllText(_folder.File("b.bnstats"), "text");
        AssertRefused(
            $"'{_folder.File("b.bnstats")}': The statistics cannot be read: it does not begin as such a file does. Collect and save them again, or fetch " +
            "an undamaged copy.",
            _folder.File("a.bnstats"), _folder.File("b.bnstats"));
        AssertRefused($"There is no file '{_folder.File("none.bnstats")}'.", _folder.File("none.bnstats"));
    }

    /// <summary>ResizeImages gives other pixels in each major version. The tool itself resizes without ML.NET; parts of other programs do not.</summary>
    [Fact]
    public void Merge_OfPartsOfTwoMlNets_NamesBothFilesAndVersions()
    {
        string[] files = [.. Enumerable.Range(0, 2).Select(i => WriteImages($"{i}.bnstats", new Shard("photos", i, 2)))];
        Assert.Equal(6, OtherMlNet.Change(files[1], major: 5));

        AssertRefused(
            $"'{files[1]}' does not belong with '{files[0]}'. The other statistics cannot be merged because of different major versions of ML.NET, which " +
            "resize images to other pixels, in input column 'Image': 6 before, 5 now. Merge statistics that were collected from the same columns with the same " +
            "options and plan.",
            files);
    }

    private void AssertRefused(string error, params string[] files)
    {
        ToolResult result = Merge(files);
        Assert.Equal((1, "", $"{error}\n"), (result.ExitCode, result.Output, result.Error));
    }

    private ToolResult Merge(string[] files)
    {
        ToolResult result = ToolProcess.Run(["merge", .. files, "--output", _folder.File("all.bnstats")]);
        Assert.False(File.Exists(_folder.File("all.bnstats")));
        return result;
    }

    private string Write(string name, Shard? shard)
    {
        var mlContext = new MLContext();
        IDataView rows = mlContext.Data.LoadFromEnumerable([new Row { X = [1] }]);
        mlContext.Transforms.NormalizeBatch("Y", "X", statistics: BatchNormStatistics.Exact).CollectStatistics(rows, shard).Save(_folder.File(name));
        return _folder.File(name);
    }

    private string WriteImages(string name, Shard shard)
    {
        var mlContext = new MLContext();
        IDataView rows = mlContext.Data.LoadFromEnumerable([new ImageRow()]);
        mlContext.Transforms.NormalizeBatch("Y", "Image", statistics: BatchNormStatistics.Exact).CollectStatistics(rows, shard).Save(_folder.File(name));
        return _folder.File(name);
    }

    private sealed class ImageRow
    {
        [ImageType(1, 2)]
        public MLImage Image { get; set; } = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Rgba32, [10, 30, 70, 255, 20, 50, 110, 255]);
    }

    private sealed class Row
    {
        [VectorType(1)]
        public float[] X { get; set; } = [];
    }
}
