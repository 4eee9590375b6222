using static MlNetBatchNorm.Tests.PyTorch.TorchZip;

namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>Pickles made to run code, or to take memory or time: refused by name, with next to nothing allocated.</summary>
public sealed class HostilePickleTests
{
    /// <summary>The files that the hostile ones are made from are themselves read.</summary>
    [Fact]
    public void LoadStateDict_OfOwnPickle_IsRead()
    {
        BatchNormParameters parameters = Load(File(Tensor(Storage(4), 0, [4], [1])));
        Assert.Equal([1, 1, 1, 1], parameters.RunningMean);
    }

    [Theory]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("__builtin__", "exec")]
    [InlineData("torch", "load")]
    [InlineData("torch.jit", "FloatStorage")]
    [InlineData("torch", "FloatStorage.from_file")]
    [InlineData("__torch__.torch.nn.modules.batchnorm", "BatchNorm2d")]
    [InlineData("torch._utils", "_rebuild_device_tensor_from_numpy")]
    public void LoadStateDict_OfPickleThatNamesAnything_RefusesTheName(string module, string name) =>
        AssertRefused($"names {module}.{name}, which", Create($"{Protocol}c{module}\n{name}\n{Tuple(Text("echo"))}R{Stop}"));

    [Theory]
    [InlineData('P', 'i', 'o', '\u0081', '\u0082', '\u0083', '\u0084', '\u0092', '\u0093')] // names and instances
    [InlineData('0', '1', '2', 'g', 'p', '\u0094', '\u0095')] // the stack, the memo, frames
    [InlineData('F', 'I', 'L', 'S', 'T', 'U', 'V', 'B', 'C', '\u008b', '\u008c', '\u008d', '\u008e', '\u0096')] // texts and numbers
    [InlineData('d', 'l', '\u008f', '\u0090', '\u0091', '\u0097', '\u0098')] // collections and buffers
    [InlineData('\0', 'z', '\u00ff')] // none at all
    public void LoadStateDict_OfPickleWithOtherOpcodes_RefusesEach(params char[] opcodes) =>
        Assert.All(opcodes, opcode => AssertRefused($"opcode 0x{(int)opcode:x2} at byte 2,", Create($"{Protocol}{opcode}{Stop}")));

    [Theory]
    [InlineData("", "is cut off")]
    [InlineData(".", "takes a value where there is none")]
    [InlineData("(.", "takes a value where there is none")]
    [InlineData("N(s.", "takes a value where there is none")]
    [InlineData("t.", "ends a sequence that never began")]
    [InlineData("h\u0001.", "asks for a value that it never remembered")]
    [InlineData("Nr\u00ff\u00ff\u00ff\u00ff.", "remembers too many values")]
    [InlineData("X\u00ff\u00ff\u00ff\u00ff.", "is cut off")]
    [InlineData("X\u0001\0\0\0\u00ff.", "a text that is none")]
    [InlineData("\u008a\u0009123456789.", "an integer of more than eight bytes")]
    [InlineData("cposix", "a line without an end")]
    [InlineData("NNNs.", "sets items of what is no dict")]
    [InlineData("}(Nu.", "sets items of what is no dict")]
    [InlineData("NNa.", "adds items to what is no list")]
    [InlineData("}Nb.", "sets the state of what is no dict")]
    [InlineData("N}b.", "sets the state of what is no dict")]
    [InlineData("NNR.", "calls what is no function")]
    [InlineData("NQ.", "a persistent id that is no storage")]
    [InlineData("ctorch\nFloatStorage\n)R.", "calls torch.FloatStorage with arguments")]
    [InlineData("ccollections\nOrderedDict\nN\u0085R.", "calls collections.OrderedDict with arguments")]
    [InlineData("ctorch._utils\n_rebuild_parameter\nN\u0085R.", "makes a parameter of what is no tensor")]
    [InlineData("].", "holds no dict of tensors")]
    public void LoadStateDict_OfImpossiblePickle_SaysWhatIsWrong(string pickle, string because) =>
        AssertRefused(because, Create(Protocol + pickle));

    [Theory]
    [InlineData("(")] // sequences in sequences
    [InlineData("\u0085")] // tuples in tuples
    [InlineData("}")]
    [InlineData("]a")]
    [InlineData("h\0h\0a")]
    public void LoadStateDict_OfPickleThatOnlyGrows_StopsSoon(string opcodes)
    {
        const long limit = 100_000_000;
        byte[] file = Create($"{Protocol}]q\0{string.Concat(Enumerable.Repeat(opcodes, 1_500_000))}{Stop}");
        Damage.AssertRefused(stream => BatchNormParameters.LoadStateDict(stream), "makes more values than that of any state dict", file, limit);
    }

    [Fact]
    public void LoadStateDict_OfDictThatHoldsItself_EndsSoon()
    {
        string pickle = $"{Protocol}}}q\0{Text("a")}h\0s{Text("b")}h\0s{Text("running_mean")}{Tensor(Storage(4), 0, [4], [1])}s{Stop}";
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => Load(Create(pickle), "a.b.a.b.a.b.a.b.a.b."));
        Assert.Contains("are: running_mean.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadStateDict_OfDictsThatHoldEachOtherManyTimes_EndsSoon()
    {
        // 10 dicts, each with 10 names for the next: 10^10 paths.
        string pickle = Dict(("running_mean", Tensor(Storage(4), 0, [4], [1]))) + "q\0";
        for (int level = 0; level < 10; level++)
            pickle += Dict([.. Enumerable.Range(0, 10).Select(name => ($"{name}", "h" + (char)level))]) + $"q{(char)(level + 1)}";
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => Load(Create($"{Protocol}{pickle}{Stop}"), "x."));
        Assert.Contains("No key ends in 'running_mean'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadStateDict_OfManyKeys_ListsSomeOfThem()
    {
        string tensor = Tensor(Storage(4), 0, [4], [1]) + "q\0";
        string items = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{Text($"{i}.running_mean")}h\0s"));
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => Load(Create($"{Protocol}{tensor}}}{items}{Stop}")));
        Assert.Contains("0.running_mean, 1.running_mean, ", error.Message, StringComparison.Ordinal);
        Assert.True(error.Message.Length < 100_000);
    }

    [Theory]
    [InlineData("float32.pt", "bn1.")]
    [InlineData("checkpoint.pt", "state_dict.bn1.")]
    public void LoadStateDict_OfChangedPickleWithItsChecksum_RefusesOrIsSound(string file, string prefix)
    {
        const int mutations = 4000;
        IReadOnlyList<(string Name, byte[] Content)> entries = Entries(TorchFiles.Bytes(file));
        byte[] pickle = entries[0].Content;
        var random = new Random(7);
        for (int n = 0; n < mutations; n++)
            Damage.AssertRefusedOrSound(file, prefix, Create([(entries[0].Name, Damage.Mutate(pickle, random)), .. entries.Skip(1)]));
    }

    private static BatchNormParameters Load(byte[] file, string prefix = "")
    {
        using var stream = new MemoryStream(file);
        return BatchNormParameters.LoadStateDict(stream, prefix);
    }

    private static void AssertRefused(string because, byte[] file) =>
        Damage.AssertRefused(stream => BatchNormParameters.LoadStateDict(stream), because, file);
}
