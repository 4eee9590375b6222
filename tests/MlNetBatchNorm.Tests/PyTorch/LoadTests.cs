namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>Files that the real PyTorch wrote: see Reference/state_dicts.py.</summary>
public sealed class LoadTests
{
    public static TheoryData<string, string> Modules() => [.. TorchFiles.Modules.Select(module => (module.File, module.Prefix))];

    public static TheoryData<string, string> Refusals() => [.. TorchFiles.Refusals.Select(refusal => (refusal.File, refusal.Because))];

    public static TheoryData<string, string> Incomplete() => [.. TorchFiles.Incomplete.Select(module => (module.File, module.Missing))];

    [Theory]
    [MemberData(nameof(Modules))]
    public void Load_OfTorchsFile_GivesTorchsValues(string file, string prefix)
    {
        BatchNormParameters parameters = TorchFiles.Load(file, prefix);

        SameParameters.Assert(TorchFiles.Find(file, prefix).ToParameters(), parameters);
        Assert.Equal(1e-5f, parameters.Epsilon);
        Assert.Equal(0.1f, parameters.Momentum);
    }

    [Theory]
    [InlineData("float32.pt")]
    [InlineData("float32.safetensors")]
    public void Load_OfStream_ReadsAllOfItAndLeavesItOpen(string file)
    {
        using var stream = new MemoryStream(TorchFiles.Bytes(file)) { Position = 7 };

        BatchNormParameters parameters = TorchFiles.Load(file, "bn1.", stream);

        Assert.Equal(TorchFiles.Load(file, "bn1.").RunningMean, parameters.RunningMean);
        Assert.True(stream.CanRead);
    }

    [Fact]
    public void Load_WithEpsilon_KeepsIt()
    {
        Assert.Equal(1e-3f, BatchNormParameters.LoadStateDict(TorchFiles.PathOf("float32.pt"), "bn1.", 1e-3f).Epsilon);
        Assert.Equal(1e-3f, BatchNormParameters.LoadSafetensors(TorchFiles.PathOf("float32.safetensors"), "bn1.", 1e-3f).Epsilon);
    }

    /// <summary>PyTorch 2.14's BatchNorm2d(c, bias=False), and Keras' scale=False.</summary>
    [Theory]
    [MemberData(nameof(Incomplete))]
    public void Load_OfWeightOrBiasAlone_TakesOnesOrZerosForTheOther(string file, string missing)
    {
        BatchNormParameters parameters = TorchFiles.Load(file, "bn1.");
        BatchNormParameters whole = TorchFiles.Load("float32.pt", "bn1.");

        Assert.Equal(missing == "weight" ? [1, 1, 1, 1] : whole.Weight!.Value, parameters.Weight!.Value);
        Assert.Equal(missing == "bias" ? [0, 0, 0, 0] : whole.Bias!.Value, parameters.Bias!.Value);
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public void LoadStateDict_OfWhatIsNone_SaysWhatItIs(string file, string because)
    {
        FormatException error = Assert.Throws<FormatException>(() => TorchFiles.Load(file, "bn1."));
        Assert.Contains(because, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadStateDict_OfWholeModule_SaysWhatToDo()
    {
        FormatException error = Assert.Throws<FormatException>(() => TorchFiles.Load("whole_module.pt", ""));
        Assert.Equal(
            "The state dict cannot be read: its pickle names torch.nn.modules.container.Sequential, which no state dict of tensors has and " +
            "which is not loaded. Save nothing but the tensors: torch.save(model.state_dict(), path).", error.Message);
    }

    [Theory]
    [InlineData("float32.pt", "state dict")]
    [InlineData("float32.safetensors", "safetensors file")]
    public void Load_WithoutTheKey_ListsTheKeysWithThatEnding(string file, string format)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => TorchFiles.Load(file, "bn9."));

        Assert.Equal("prefix", error.ParamName);
        Assert.StartsWith(
            $"The {format} has no 'bn9.running_mean'. The keys that end in 'running_mean' are: bn1.running_mean, layer1.1.running_mean. " +
            "Give what precedes it as the prefix.", error.Message);
    }

    [Fact]
    public void LoadStateDict_OfCheckpointWithoutTheKey_ListsTheNamesOfTheDictsToo()
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => TorchFiles.Load("checkpoint.pt", "bn1."));
        Assert.Contains("are: state_dict.bn1.running_mean, state_dict.layer1.1.running_mean.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("parameters.pt")]
    [InlineData("parameters.safetensors")]
    public void Load_OfLayerWithoutStatistics_NamesTheKey(string file)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => TorchFiles.Load(file, "conv1."));
        Assert.Contains("no 'conv1.running_mean'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    public void Load_WithImpossibleEpsilon_NamesIt(float epsilon)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => BatchNormParameters.LoadStateDict(TorchFiles.PathOf("float32.pt"), "bn1.", epsilon));
        Assert.Equal("epsilon", error.ParamName);
        Assert.Equal(error.Message,
            Assert.Throws<ArgumentOutOfRangeException>(() => BatchNormParameters.LoadStateDictLayers(TorchFiles.PathOf("float32.pt"), epsilon)).Message);
    }

    [Fact]
    public void LoadStateDict_OfOtherFile_SaysThatItIsNoArchive() =>
        Assert.All(
            (byte[][])[[], [0x50], [.. "PK"u8], [.. "PK\x3"u8], [.. "PK\x3\x5"u8], [.. "RK\x3\x4"u8]],
            file => Refusal.OfStateDict("it is not a zip archive", file));

    [Fact]
    public void LoadStateDict_OfArchiveWithoutADirectory_SaysThatItIsUnsound()
    {
        FormatException error = Assert.Throws<FormatException>(() => BatchNormParameters.LoadStateDict(new MemoryStream([.. "PK\x3\x4"u8])));
        Assert.Matches(@"^The state dict cannot be read: it is not a sound zip archive: [A-Z].*[^.]\. Save it again with torch\.save", error.Message);
    }

    [Fact]
    public void Load_OfWhatIsNoSource_NamesTheParameter()
    {
        using var compressed = new System.IO.Compression.GZipStream(new MemoryStream(), System.IO.Compression.CompressionMode.Decompress);
        using var empty = new MemoryStream();
        string path = TorchFiles.PathOf("float32.pt");
        string safetensors = TorchFiles.PathOf("float32.safetensors");
        const string notSeekable =
            "stream must be seekable, as a FileStream or a MemoryStream is. Copy it into a MemoryStream. (Parameter 'stream')";

        Assert.Equal(notSeekable, Assert.Throws<ArgumentOutOfRangeException>(() => BatchNormParameters.LoadStateDict(compressed)).Message);
        Assert.Equal(notSeekable, Assert.Throws<ArgumentOutOfRangeException>(() => BatchNormParameters.LoadSafetensors(compressed)).Message);
        AssertNull("stream", () => BatchNormParameters.LoadStateDict((Stream)null!));
        AssertNull("stream", () => BatchNormParameters.LoadSafetensors((Stream)null!));
        AssertNull("path", () => BatchNormParameters.LoadStateDict((string)null!));
        AssertNull("path", () => BatchNormParameters.LoadSafetensors((string)null!));
        AssertNull("prefix", () => BatchNormParameters.LoadStateDict(empty, null!));
        AssertNull("prefix", () => BatchNormParameters.LoadSafetensors(empty, null!));
        AssertNull("prefix", () => BatchNormParameters.LoadStateDict(path, null!));
        AssertNull("prefix", () => BatchNormParameters.LoadSafetensors(safetensors, null!));
        Assert.Throws<FileNotFoundException>(() => BatchNormParameters.LoadStateDict(TorchFiles.PathOf("none.pt")));
    }

    private static void AssertNull(string parameter, Action load) => Assert.Equal(parameter, Assert.Throws<ArgumentNullException>(load).ParamName);
}
