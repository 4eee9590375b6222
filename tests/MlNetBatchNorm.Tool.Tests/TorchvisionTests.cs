using System.Text.Json;

namespace MlNetBatchNorm.Tool.Tests;

/// <summary>The numbers of scripts with torchvision on the same files: JPEG, PNG, GIF, BMP and WebP, with alpha, palettes and orientations.</summary>
public sealed class TorchvisionTests : IDisposable
{
    private static readonly string Files = Path.Combine(MlNetBatchNorm.Tests.Repository.Root, "tests", "MlNetBatchNorm.Tests", "Images", "Reference", "files");

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Arguments() => [.. Cases().EnumerateObject().Select(entry => entry.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Arguments))]
    public void Fit_OfManyFormats_GivesTorchvisionsNumbers(string arguments)
    {
        string file = _folder.File("all.bnstats");
        ToolResult fit = ToolProcess.Run(["fit", Files, .. arguments.Split(' '), "--output", file]);
        Assert.Equal((0, $"{Directory.GetFiles(Files).Length} images: {file}"), (fit.ExitCode, fit.Messages.Last()));

        JsonElement expected = Cases().GetProperty(arguments);
        JsonElement shown = JsonDocument.Parse(ToolProcess.Run("show", file, "--json").Output).RootElement.GetProperty("columns")[0].GetProperty("0..1");
        foreach (string name in (string[])["mean", "std"])
        {
            for (int c = 0; c < 3; c++)
                Assert.Equal(expected.GetProperty(name)[c].GetDouble(), shown.GetProperty(name)[c].GetDouble(), 1e-12);
        }
    }

    /// <summary>Parts of one list, read in two ways.</summary>
    [Fact]
    public void Merge_OfOtherReading_SaysWhatDiffers()
    {
        string[] parts = [_folder.File("0.bnstats"), _folder.File("1.bnstats")];
        Assert.Equal(0, ToolProcess.Run("fit", Files, "--shard", "0/2", "--output", parts[0]).ExitCode);
        Assert.Equal(0, ToolProcess.Run("fit", Files, "--shard", "1/2", "--scaled", "--output", parts[1]).ExitCode);
        ToolResult merge = ToolProcess.Run("merge", parts[0], parts[1], "--output", _folder.File("all.bnstats"));
        Assert.Equal(1, merge.ExitCode);
        Assert.Equal(
            $"'{parts[1]}' does not belong with '{parts[0]}': its images were read in another way ('stretched to 224x224, Bilinear, decoded scaled, alpha " +
            "dropped, orientation ignored' instead of 'stretched to 224x224, Bilinear, decoded in full, alpha dropped, orientation ignored'). Merge parts with " +
            "the same --resize, --crop, --scaled, --alpha and --orientation.", merge.Messages.Single());
    }

    private static JsonElement Cases() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Reference", "image_files.json"))).RootElement;
}
