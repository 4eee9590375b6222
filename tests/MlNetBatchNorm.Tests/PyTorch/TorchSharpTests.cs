namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>Files that TorchSharp and TorchSharp.PyBridge wrote: see Reference/save_torchsharp.cs.</summary>
public sealed class TorchSharpTests
{
    private const string SaveAgain = "Save it again with module.save(path), or fetch an undamaged copy.";

    private static readonly Layer[] Layers = ReferenceFile.Cases<Layer>("torchsharp/expected.json");

    public static TheoryData<string, string> Cases() => [.. Layers.Select(layer => (layer.File, layer.Prefix))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Load_OfFilesOfTorchSharp_GivesItsValues(string file, string prefix)
    {
        BatchNormParameters expected = Layers.Single(layer => layer.File == file && layer.Prefix == prefix).ToParameters();

        SameParameters.Assert(expected, BatchNormParameters.LoadTorchSharp(PathOf($"{file}.dat"), prefix));
        SameParameters.Assert(expected, BatchNormParameters.LoadStateDict(PathOf($"{file}.pt"), prefix));
        SameParameters.Assert(expected, BatchNormParameters.LoadSafetensors(PathOf($"{file}.safetensors"), prefix));
        using FileStream stream = File.OpenRead(PathOf($"{file}.dat"));
        SameParameters.Assert(expected, BatchNormParameters.LoadTorchSharp(stream, prefix));
    }

    [Fact]
    public void LoadTorchSharpLayers_OfNetwork_GivesEachByItsName()
    {
        IReadOnlyDictionary<string, BatchNormParameters> layers = BatchNormParameters.LoadTorchSharpLayers(PathOf("float32.dat"), 1e-3f);

        Assert.Equal(["bn1", "layer1.1"], layers.Keys);
        Assert.Equal(BatchNormParameters.LoadTorchSharp(PathOf("float32.dat"), "layer1.1.", 1e-3f), layers["layer1.1"]);
        Assert.Null(layers["layer1.1"].Weight);
        using FileStream stream = File.OpenRead(PathOf("float32.dat"));
        Assert.Equal(layers, BatchNormParameters.LoadTorchSharpLayers(stream, out IReadOnlyDictionary<string, string> leftOut, _ => 1e-3f));
        Assert.Empty(leftOut);
    }

    [Fact]
    public void LoadTorchSharp_WithoutTheKey_ListsTheKeys()
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => BatchNormParameters.LoadTorchSharp(PathOf("float32.dat")));
        Assert.Equal(
            $"The TorchSharp file has no 'running_mean'. {Refusal.Keys("running_mean", "bn1.running_mean", "layer1.1.running_mean")} (Parameter 'prefix')", error.Message);
    }

    /// <summary>The number of tensors, the length of a name, a type, a number of dimensions, a size, and bytes.</summary>
    [Theory]
    [InlineData(new byte[0], "it is cut off")]
    [InlineData(new byte[] { 0x80, 0x80 }, "it is cut off")]
    [InlineData(new byte[] { 0, 0 }, "it has 0 tensors and 1 more bytes")]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1 }, "its number of tensors before byte 10 is not a number")]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1 }, "its number of tensors before byte 10 is 18446744073709551615, more than 1000000")]
    [InlineData(new byte[] { 1, 0xff, 0x7f }, "its length of a name before byte 3 is 16383, more than 1000")]
    [InlineData(new byte[] { 1, 3, (byte)'a' }, "it is cut off")]
    [InlineData(new byte[] { 1, 1, (byte)'a', 99 }, "it is cut off")]
    [InlineData(new byte[] { 1, 1, (byte)'a', 99, 0 }, "'a' is of type 99, which is not one of TorchSharp's")]
    [InlineData(new byte[] { 1, 1, (byte)'a', 6, 65 }, "its number of dimensions before byte 5 is 65, more than 64")]
    [InlineData(new byte[] { 1, 1, (byte)'a', 6, 1, 2, 0, 0, 0 }, "a tensor of shape [2] at byte 6 is longer than the file")]
    [InlineData(new byte[] { 1, 1, (byte)'a', 6, 2, 0xff, 0xff, 0xff, 0xff, 7, 0xff, 0xff, 0xff, 0xff, 7, 0, 0, 0, 0 }, "a tensor of shape [2147483647, 2147483647] at byte 15 is longer than the file")]
    [InlineData(new byte[] { 2, 1, (byte)'a', 6, 1, 0, 1, (byte)'a', 6, 1, 0 }, "'a' is in it twice")]
    public void LoadTorchSharp_OfHostileFile_SaysWhatIsWrong(byte[] file, string because)
    {
        using var stream = new MemoryStream(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        FormatException error = Assert.Throws<FormatException>(() => BatchNormParameters.LoadTorchSharp(stream));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before <= Refusal.AllocationLimit);
        Assert.Equal($"The TorchSharp file cannot be read: {because}. {SaveAgain}", error.Message);
    }

    [Fact]
    public void LoadTorchSharp_OfFileCutOffAnywhere_Refuses()
    {
        byte[] whole = File.ReadAllBytes(PathOf("float32.dat"));
        for (int length = 0; length < whole.Length; length++)
        {
            using var cut = new MemoryStream(whole[..length]);
            Assert.Throws<FormatException>(() => BatchNormParameters.LoadTorchSharp(cut, "bn1."));
        }
    }

    [Fact]
    public void LoadTorchSharp_OfFileChangedAtRandom_RefusesOrIsSound()
    {
        const int mutations = 3000;
        byte[] whole = File.ReadAllBytes(PathOf("float32.dat"));
        var random = new Random(26);
        for (int n = 0; n < mutations; n++)
            Damage.AssertRefusedOrSound("float32.dat", "bn1.", Damage.Mutate(whole, random));
    }

    private static string PathOf(string file) => Path.Combine(TorchCase.Folder, "torchsharp", file);

    public sealed record Layer(
        string File, string Prefix, long NumBatchesTracked, float[] RunningMean, float[] RunningVariance, float[]? Weight, float[]? Bias)
    {
        public BatchNormParameters ToParameters() => new(RunningMean, RunningVariance, Weight, Bias, numBatchesTracked: NumBatchesTracked);
    }
}
