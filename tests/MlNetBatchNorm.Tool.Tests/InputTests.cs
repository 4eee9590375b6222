using System.Security.Cryptography;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests;

namespace MlNetBatchNorm.Tool.Tests;

/// <summary>What is no image, no list and no file: named, and not waited for.</summary>
public sealed class InputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, byte[]> NoLists() => new()
    {
        { "it has NUL characters", "a.png\0b.png\0"u8.ToArray() },
        { "it has bytes that are not UTF-8 text", [0x61, 0xFF, 0xFE, 0x0A] },
        { "it has a line of more than 32767 characters", [.. Enumerable.Repeat((byte)'a', 40_000)] },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(NoLists))]
    public void Fit_OfWhatIsNotAList_SaysSo(string reason, byte[] content)
    {
        File.WriteAllBytes(_folder.File("list"), content);
        ToolResult result = ToolProcess.Run("fit", _folder.File("list"));
        Assert.Equal(
            (2, $"'{_folder.File("list")}' is not a list of images: {reason}"),
            (result.ExitCode, result.Messages.Single()[..$"'{_folder.File("list")}' is not a list of images: {reason}".Length]));
    }

    [Fact]
    public void Fit_OfRandomBytesOrStatistics_SaysSo()
    {
        File.Copy(TestImages.Cats[0], _folder.File("cat.png"));
        Assert.Equal(0, ToolProcess.Run("fit", _folder.Path, "--output", _folder.File("all.bnstats")).ExitCode);
        File.WriteAllBytes(_folder.File("random"), Random());
        foreach (string file in (string[])["all.bnstats", "random"])
        {
            ToolResult result = ToolProcess.Run("fit", _folder.File(file));
            Assert.Equal(2, result.ExitCode);
            Assert.StartsWith($"'{_folder.File(file)}' is not a list of images: ", result.Messages.Single(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Fit_OfAPipe_NamesIt()
    {
        if (!Pipe.Exists)
            return;
        File.Copy(TestImages.Cats[0], _folder.File("cat.png"));
        string pipe = Pipe.Create(_folder.File("pipe.png"));
        ToolResult skipped = Pipe.WithinLimit(() => ToolProcess.Run("fit", _folder.Path));
        Assert.Equal(3, skipped.ExitCode);
        Assert.Contains($"Skipped {pipe}: it is a pipe, not a regular file", skipped.Messages);
        ToolResult failed = Pipe.WithinLimit(() => ToolProcess.Run("fit", _folder.Path, "--on-bad-file", "fail"));
        Assert.Equal(1, failed.ExitCode);
        Assert.Contains("it is a pipe, not a regular file", failed.Error, StringComparison.Ordinal);
        foreach (string[] arguments in (string[][])[["show", pipe], ["merge", pipe, "--output", _folder.File("x")]])
        {
            ToolResult result = Pipe.WithinLimit(() => ToolProcess.Run(arguments));
            Assert.Equal((1, $"'{pipe}' is a pipe, not a regular file. Copy its content to a file first."), (result.ExitCode, result.Messages.Single()));
        }
    }

    [Fact]
    public void Show_OfForgedStatistics_EndsWithAMessage()
    {
        File.WriteAllBytes(_folder.File("x.bnstats"), [.. "bnstats\n"u8, .. Random()]);
        ToolResult result = ToolProcess.Run("show", _folder.File("x.bnstats"));
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"'{_folder.File("x.bnstats")}': The statistics cannot be read: ", result.Messages.Single(), StringComparison.Ordinal);
    }

    /// <summary>A file of 300 bytes claims two billion parts: they are not gone through one by one.</summary>
    [Fact]
    public void ShowAndMerge_OfBillionsOfParts_End()
    {
        const int parts = int.MaxValue;
        File.WriteAllBytes(_folder.File("x.bnstats"), Forge(parts, (0, 5), (7, parts - 1)));
        File.WriteAllBytes(_folder.File("y.bnstats"), Forge(parts, (parts - 1, parts - 1)));
        Assert.Contains($"Parts 0-5,7-{parts - 1} of {parts} of 'plan'; missing: 6", ToolProcess.Run("show", _folder.File("x.bnstats")).Output, StringComparison.Ordinal);
        ToolResult missing = ToolProcess.Run("merge", _folder.File("x.bnstats"), "--output", _folder.File("z"));
        Assert.Equal((1, "6\n"), (missing.ExitCode, missing.Output));
        ToolResult twice = ToolProcess.Run("merge", _folder.File("x.bnstats"), _folder.File("y.bnstats"), "--output", _folder.File("z"));
        Assert.Equal(
            (1, $"Part {parts - 1} is in '{_folder.File("x.bnstats")}' and in '{_folder.File("y.bnstats")}', and would count twice. Leave one of them out."),
            (twice.ExitCode, twice.Messages.Single()));
    }

    /// <summary>A file of one shard with another set of them in its place.</summary>
    private byte[] Forge(int parts, params (int First, int Last)[] ranges)
    {
        var mlContext = new MLContext();
        mlContext.Transforms.NormalizeBatch("Y", nameof(Row.Values), statistics: BatchNormStatistics.Exact)
            .CollectStatistics(mlContext.Data.LoadFromEnumerable([new Row { Values = [1, 2] }, new Row { Values = [3, 5] }]), new Shard("plan", 0, 1))
            .Save(_folder.File("one"));
        byte[] file = File.ReadAllBytes(_folder.File("one"));
        const int header = 12, checksum = 32;
        ReadOnlySpan<byte> body = file.AsSpan()[(header + sizeof(int))..^checksum];
        // Behind the plan's name: the number of shards, that of ranges, and the ranges.
        int at = body.IndexOf("plan"u8) + "plan"u8.Length;
        byte[] forged =
        [
            .. body[..at], .. BitConverter.GetBytes(parts), .. BitConverter.GetBytes(ranges.Length),
            .. ranges.SelectMany(range => (byte[])[.. BitConverter.GetBytes(range.First), .. BitConverter.GetBytes(range.Last)]), .. body[(at + (4 * sizeof(int)))..],
        ];
        return [.. file[..header], .. BitConverter.GetBytes(forged.Length), .. forged, .. SHA256.HashData(forged)];
    }

    private static byte[] Random()
    {
        var bytes = new byte[1000];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private sealed class Row
    {
        [VectorType(2)]
        public float[] Values { get; set; } = [];
    }
}
