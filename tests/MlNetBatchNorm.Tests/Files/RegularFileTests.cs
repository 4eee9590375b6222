using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Files;

/// <summary>Pipes and devices where files are expected: nothing waits for them, and they are named.</summary>
public sealed class RegularFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public static TheoryData<string> Loads() => [.. Readers.Keys];

    private static Dictionary<string, Func<string, object>> Readers { get; } = new()
    {
        ["statistics"] = ChannelStatistics.Load,
        ["safetensors"] = path => BatchNormParameters.LoadSafetensors(path),
        ["safetensors layers"] = path => BatchNormParameters.LoadSafetensorsLayers(path),
        ["state dict"] = path => BatchNormParameters.LoadStateDict(path),
        ["state dict layers"] = path => BatchNormParameters.LoadStateDictLayers(path),
        ["ONNX"] = path => BatchNormParameters.LoadOnnx(path),
        ["adapted ONNX"] = path => new MLContext().Transforms.AdaptOnnxModel("Y", "X", path),
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Loads))]
    public void Load_OfAPipeOrADevice_RefusesItByName(string kind)
    {
        if (!Pipe.Exists)
            return;
        string pipe = Pipe.Create(At("pipe"));
        File.CreateSymbolicLink(At("link"), "pipe");
        foreach ((string path, string what) in ((string, string)[])[(pipe, "a pipe"), (At("link"), "a pipe"), ("/dev/zero", "a device")])
        {
            IOException error = Assert.Throws<IOException>(() => Pipe.WithinLimit(() => Readers[kind](path)));
            Assert.Equal($"'{path}' is {what}, not a regular file. Copy its content to a file first.", error.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Loads))]
    public void Load_OfNoFile_SaysSo(string kind)
    {
        Assert.Throws<FileNotFoundException>(() => Readers[kind](At("none")));
        Assert.Throws<DirectoryNotFoundException>(() => Readers[kind](At("none/none")));
        Assert.ThrowsAny<UnauthorizedAccessException>(() => Readers[kind](_folder));
    }

    [Fact]
    public void FindUnreadable_OfAPipe_ListsIt()
    {
        if (!Pipe.Exists)
            return;
        string pipe = Pipe.Create(At("pipe.png"));
        string good = TestImages.Files().First();
        Assert.Equal(
            [new UnreadableImage(pipe, "it is a pipe, not a regular file"), new UnreadableImage("/dev/zero", "it is a device, not a regular file")],
            Pipe.WithinLimit(() => ImageFiles.FindUnreadable([good, pipe, "/dev/zero"])));
    }

    private string At(string name) => Path.Combine(_folder, name);
}
