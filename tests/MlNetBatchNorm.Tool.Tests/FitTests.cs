using System.Text.Json;

namespace MlNetBatchNorm.Tool.Tests;

/// <summary>What the tool finds, and the same in parts.</summary>
public sealed class FitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Fit_OfAFolder_GivesTheExactMeanAndDeviation()
    {
        ToolResult fit = ToolProcess.Run("fit", TestImages.Folder, "--resize", "32x32", "--output", _folder.File("all.bnstats"));
        Assert.Equal(0, fit.ExitCode);
        Assert.Equal([$"1300 images: {_folder.File("all.bnstats")}"], fit.Messages);

        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Reference", "cifar10_mini.json")));
        using JsonDocument shown = JsonDocument.Parse(ToolProcess.Run("show", _folder.File("all.bnstats"), "--json").Output);
        Assert.Equal(expected.RootElement.GetProperty("images").GetInt32(), shown.RootElement.GetProperty("images").GetInt32());
        JsonElement column = shown.RootElement.GetProperty("columns")[0];
        AssertClose(expected, "mean255", column.GetProperty("0..255").GetProperty("mean"));
        AssertClose(expected, "std255", column.GetProperty("0..255").GetProperty("std"));
        AssertClose(expected, "mean1", column.GetProperty("0..1").GetProperty("mean"));
        AssertClose(expected, "std1", column.GetProperty("0..1").GetProperty("std"));
    }

    /// <summary>One image is enough, and without --resize it is stretched to 224x224.</summary>
    [Fact]
    public void Fit_OfOneImage_ResizesItAsDocumented()
    {
        File.Copy(TestImages.Cats[0], _folder.File("cat.png"));
        string[] sizes = ["default", "224x224", "225x224", "224x223"];
        foreach (string size in sizes)
        {
            ToolResult fit = ToolProcess.Run(
                ["fit", _folder.Path, "--output", _folder.File(size), .. (string[])(size == "default" ? [] : ["--resize", size])]);
            Assert.Equal((0, $"1 images: {_folder.File(size)}"), (fit.ExitCode, fit.Messages.Last()));
        }

        byte[][] files = [.. sizes.Select(size => File.ReadAllBytes(_folder.File(size)))];
        Assert.Equal(files[1], files[0]);
        Assert.NotEqual(files[2], files[0]);
        Assert.NotEqual(files[3], files[0]);
    }

    /// <summary>The last part is of the same list in another order.</summary>
    [Fact]
    public void Merge_OfAllParts_GivesTheBytesOfOneFit()
    {
        string cats = WriteList("cats.txt", TestImages.Cats);
        ToolResult one = ToolProcess.Run("fit", cats, "--resize", "32x32", "--output", _folder.File("one.bnstats"));
        Assert.Equal(0, one.ExitCode);
        string[] parts = [.. Enumerable.Range(0, 3).Select(i => _folder.File($"part-{i}.bnstats"))];
        string[] reversed = [.. TestImages.Cats.Reverse()];
        for (int i = 0; i < 3; i++)
        {
            string list = WriteList("cats.txt", i == 2 ? reversed : TestImages.Cats);
            Assert.Equal(0, ToolProcess.Run("fit", list, "--resize", "32x32", "--shard", $"{i}/3", "--output", parts[i]).ExitCode);
        }

        ToolResult merge = ToolProcess.Run(["merge", parts[2], parts[0], parts[1], "--output", _folder.File("all.bnstats")]);
        Assert.Equal((0, "", $"3 parts, 30 images: {_folder.File("all.bnstats")}\n"), (merge.ExitCode, merge.Output, merge.Error));
        Assert.Equal(File.ReadAllBytes(_folder.File("one.bnstats")), File.ReadAllBytes(_folder.File("all.bnstats")));
        Assert.Equal(one.Output, ToolProcess.Run("show", _folder.File("all.bnstats")).Output);
    }

    [Fact]
    public void Fit_OfBrokenFiles_NamesThem()
    {
        File.WriteAllText(_folder.File("text.jpg"), "not an image");
        TestImages.WriteCutOff(_folder.File("cut.png"));
        File.Copy(TestImages.Cats[0], _folder.File("cat.png"));
        string list = WriteList("list.txt", ["text.jpg", "", "cut.png", "cat.png ", "none.png"]);

        ToolResult skipped = ToolProcess.Run("fit", list, "--resize", "32x32", "--output", _folder.File("all.bnstats"));
        Assert.Equal(3, skipped.ExitCode);
        Assert.Equal(
            [
                $"1 images, 3 skipped: {_folder.File("all.bnstats")}",
                $"Skipped {_folder.File("cut.png")}: it ends too early",
                $"Skipped {_folder.File("none.png")}: it does not exist",
                $"Skipped {_folder.File("text.jpg")}: it is not an image, or of a format that cannot be decoded",
            ],
            skipped.Messages.Order(StringComparer.Ordinal));
        Assert.Equal((1, 3), (Rows(), ChannelStatistics.Load(_folder.File("all.bnstats")).RowsSkipped));

        ToolResult failed = ToolProcess.Run("fit", list, "--on-bad-file", "fail");
        Assert.Equal(1, failed.ExitCode);
        Assert.Equal(
            $"Input column 'Image' cannot be read in row 1 (counted from 0; Path '{_folder.File("cut.png")}'): it ends too early. Fix or remove what the row is " +
            "read from, or use --on-bad-file skip to leave such files out.", failed.Messages.Single());
    }

    [Fact]
    public void Fit_OfBrokenFilesAlone_WritesNothing()
    {
        TestImages.WriteCutOff(_folder.File("cut.png"));
        ToolResult result = ToolProcess.Run("fit", _folder.Path, "--output", _folder.File("all.bnstats"));
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("No image could be used, so there is nothing to write.", result.Messages.Last());
        Assert.False(File.Exists(_folder.File("all.bnstats")));
    }

    private static void AssertClose(JsonDocument expected, string name, JsonElement actual)
    {
        double[] values = [.. expected.RootElement.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
        double[] found = [.. actual.EnumerateArray().Select(value => value.GetDouble())];
        Assert.Equal(values.Length, found.Length);
        for (int i = 0; i < values.Length; i++)
            Assert.Equal(values[i], found[i], values[i] * 1e-15);
    }

    private long Rows() => ChannelStatistics.Load(_folder.File("all.bnstats")).Rows;

    private string WriteList(string name, IEnumerable<string> lines)
    {
        File.WriteAllLines(_folder.File(name), lines);
        return _folder.File(name);
    }
}
