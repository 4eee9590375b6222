using System.Text;
using MlNetBatchNorm.PyTorch.StateDict.Pickle;
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
    [InlineData("torch._utils", "_rebuild_tensor_v2.")]
    [InlineData("torch", "_rebuild_tensor_v2")]
    [InlineData("torch.collections", "OrderedDict")]
    [InlineData("collections", "Storage")]
    [InlineData("torch", "StorageBase")]
    public void LoadStateDict_OfPickleThatNamesAnything_RefusesTheName(string module, string name) =>
        Refusal.OfStateDict(
            $"its pickle names {module}.{name}, which no state dict of tensors has and which is not loaded",
            Create($"{Protocol}c{module}\n{name}\n{Tuple(Text("echo"))}R{Stop}"),
            "Save nothing but the tensors: torch.save(model.state_dict(), path).");

    [Theory]
    [InlineData('P', 'i', 'o', '\u0082', '\u0083', '\u0084')] // names and instances
    [InlineData('2', 'g', 'p')] // the stack and the memo
    [InlineData('F', 'I', 'L', 'S', 'V')] // texts and numbers
    [InlineData('d', 'l', '\u0097', '\u0098')] // collections and buffers
    [InlineData('\0', 'z', '\u00ff')] // none at all
    public void LoadStateDict_OfPickleWithOtherOpcodes_RefusesEach(params char[] opcodes) =>
        Assert.All(opcodes, opcode => Refusal.OfStateDict(
            $"its pickle has opcode 0x{(int)opcode:x2} at byte 2, which no state dict needs", Create($"{Protocol}{opcode}{Stop}")));

    [Theory]
    [InlineData("", "is cut off")]
    [InlineData(".", "takes a value from an empty stack")]
    [InlineData("(.", "takes a value from an empty stack")]
    [InlineData("N(s.", "takes a value from an empty stack")]
    [InlineData("N(\u0085.", "takes a value from an empty stack")]
    [InlineData("t.", "ends a sequence that never began")]
    [InlineData("h\u0001.", "asks for a value that it never remembered")]
    [InlineData("Nr\u00ff\u00ff\u00ff\u00ff.", "remembers too many values")]
    [InlineData("X\u00ff\u00ff\u00ff\u00ff.", "is cut off")]
    [InlineData("X\u0001\0\0\0\u00ff.", "contains invalid UTF-8, before byte 8")]
    [InlineData("\u008b\u00ff\u00ff\u00ff\u00ff.", "is cut off")]
    [InlineData("\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff.", "is cut off")]
    [InlineData("\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f.", "is cut off")]
    [InlineData("\u0096\0\0\0\0\0\0\0\u0080.", "is cut off")]
    [InlineData("U\u00ff.", "is cut off")]
    [InlineData("0.", "takes a value from an empty stack")]
    [InlineData("1.", "ends a sequence that never began")]
    [InlineData("\u0094.", "takes a value from an empty stack")]
    [InlineData("NN\u0093.", "names something by what is not a text")]
    [InlineData("N(\u0090.", "adds items to something that is not a set")]
    [InlineData("NN\u0081.", "calls something that is not a function")]
    [InlineData("cposix", "has a line without an end")]
    [InlineData("NNNs.", "sets items of something that is not a dict")]
    [InlineData("}(Nu.", "sets items of something that is not a dict")]
    [InlineData("NNa.", "adds items to something that is not a list")]
    [InlineData("N(Ne.", "adds items to something that is not a list")]
    [InlineData("}Nb.", "sets the state of something that is not a dict")]
    [InlineData("N}b.", "sets the state of something that is not a dict")]
    [InlineData("NNR.", "calls something that is not a function")]
    [InlineData("NQ.", "has a persistent id that is not a storage")]
    [InlineData("ctorch\nFloatStorage\n)R.", "calls torch.FloatStorage with arguments that torch.save does not write")]
    [InlineData("ccollections\nOrderedDict\nN\u0085R.", "calls collections.OrderedDict with arguments that torch.save does not write")]
    [InlineData("ctorch._utils\n_rebuild_tensor_v2\n(NNNtR.", "calls torch._utils._rebuild_tensor_v2 with arguments that torch.save does not write")]
    [InlineData("ctorch._utils\n_rebuild_parameter\n)R.", "calls torch._utils._rebuild_parameter with arguments that torch.save does not write")]
    [InlineData("ctorch._utils\n_rebuild_parameter\nN\u0085R.", "makes a parameter from something that is not a tensor")]
    public void LoadStateDict_OfImpossiblePickle_SaysWhatIsWrong(string pickle, string because) =>
        Refusal.OfStateDict($"its pickle {because}", Create(Protocol + pickle));

    [Fact]
    public void LoadStateDict_OfPickleOfOtherThings_SaysThatThereIsNoDict() =>
        Refusal.OfStateDict("it holds no dict of tensors", Create(Protocol + "]."));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    public void LoadStateDict_OfPickleOfOtherProtocol_SaysHowToSaveIt(int protocol) => Refusal.OfStateDict(
        $"its pickle is of protocol {protocol} instead of 2 to 5", Create($"\u0080{(char)protocol}}}{Stop}"), "Save it with torch.save's default pickle_protocol.");

    /// <summary>Nothing is called or imported; what such a name would have made is passed over, and refused only where a tensor is asked for there.</summary>
    [Theory]
    [InlineData("posix", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("numpy.core.multiarray", "scalar")]
    public void LoadStateDict_OfOtherNamesBesideTensors_PassesThemOver(string module, string name)
    {
        string call = $"c{module}\n{name}\n{Tuple(Text("echo"))}R";
        string tensor = Tensor(Storage(4), 0, [4], [1]);
        byte[] File(params (string, string)[] more) => Create(
            Protocol + Dict([("extra", call + "}b"), ("running_mean", tensor), ("running_var", tensor), .. more]) + Stop, ("net/data/0", Ones));

        Assert.Equal([1, 1, 1, 1], Load(File()).RunningMean);
        Refusal.OfStateDict($"'weight' is of {module}.{name}, but must be of half, bfloat16, single or double precision numbers", File(("weight", call)));
        Refusal.OfStateDict($"'num_batches_tracked' is of {module}.{name}, but must be of numbers", File(("num_batches_tracked", call)));
    }

    /// <summary>Python 2 wrote an OrderedDict as a call with a list of pairs, themselves lists; TorchSharp.PyBridge calls it with an empty tuple.</summary>
    [Fact]
    public void LoadStateDict_OfOrderedDictOfPairs_ReadsThem()
    {
        const string dict = "ccollections\nOrderedDict\n";
        string tensor = Tensor(Storage(4), 0, [4], [1]).Replace(NewDict, $"{dict})\u0085R", StringComparison.Ordinal);
        IEnumerable<string> names = ["running_mean", "running_var"];
        string[] pairs = [.. names.Select(name => $"]({Text(name)}{tensor}e")];
        string[] tuples = [.. names.Select(name => $"{Text(name)}{tensor}\u0086")];

        Assert.Equal([1, 1, 1, 1], Load(Create($"{Protocol}{dict}]({string.Concat(pairs)}e\u0085R{Stop}", ("net/data/0", Ones))).RunningMean);
        Assert.Equal([1, 1, 1, 1], Load(Create($"{Protocol}{dict}({string.Concat(tuples)}t\u0085R{Stop}", ("net/data/0", Ones))).RunningMean);
    }

    /// <summary>Numbers that a list drops are not counted; whatever else it drops is.</summary>
    [Fact]
    public void Run_OfListOfManyNumbers_TakesNoMemoryForThem()
    {
        string numbers = string.Concat(Enumerable.Repeat($"({new string('N', 100_000)}e", 30));
        Assert.Empty(Assert.IsType<PickleList>(Run($"]{numbers}.")).Items);
    }

    /// <summary>As a compressed archive of a few bytes may hold them.</summary>
    [Fact]
    public void Run_OfNumbersAppendedOneByOne_TakesNoMemoryForThem()
    {
        byte[] pickle = Encoding.Latin1.GetBytes($"{Protocol}]{string.Concat(Enumerable.Repeat("K\u0001aNa\u0088a", 500_000))}.");
        var machine = new PickleMachine(pickle);
        Run("].");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Empty(Assert.IsType<PickleList>(machine.Run()).Items);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 19);
    }

    /// <summary>Persistent ids that differ from torch.save's in one part each.</summary>
    [Fact]
    public void LoadStateDict_OfOtherPersistentId_Refuses()
    {
        string kind = Text("storage");
        const string type = "ctorch\nFloatStorage\n";
        string key = Text("0");
        string place = Text("cpu");
        string length = Integer(4);
        Assert.Equal([1, 1, 1, 1], Load(File(Tensor(Tuple(kind, type, key, place, length) + "Q", 0, [4], [1]))).RunningMean);
        Assert.All(
            [
                Tuple(kind, type, key, place), Tuple(kind, type, key, place, length, "N"), Tuple(Text("Storage"), type, key, place, length),
                Tuple("N", type, key, place, length), Tuple(kind, "ctorch._utils\n_rebuild_tensor_v2\n", key, place, length),
                Tuple(kind, "ccollections\nOrderedDict\n", key, place, length), Tuple(kind, Text("FloatStorage"), key, place, length),
                Tuple(kind, type, Integer(0), place, length), Tuple(kind, type, key, place, Text("4")),
            ],
            id => Refusal.OfStateDict("its pickle has a persistent id that is not a storage", File(Tensor(id + "Q", 0, [4], [1]))));
    }

    /// <summary>Arguments of a tensor that differ from torch.save's in one part each.</summary>
    [Fact]
    public void LoadStateDict_OfTensorOfOtherArguments_Refuses()
    {
        string storage = Storage(4);
        string zero = Integer(0);
        string four = Tuple(Integer(4));
        string one = Tuple(Integer(1));
        Assert.Equal([1, 1, 1, 1], Load(File(Rebuilt(storage, zero, four, one))).RunningMean);
        Assert.All(
            [
                Rebuilt(Text("0"), zero, four, one), Rebuilt(storage, Text("0"), four, one), Rebuilt(storage, zero, Integer(4), one),
                Rebuilt(storage, zero, four, Integer(1)), Rebuilt(storage, zero, Tuple(Text("4")), one), Rebuilt(storage, zero, four, Tuple("N")),
                Rebuilt(storage, zero, Tuple(Integer(4), Integer(1)), one), Rebuilt(storage, zero, Tuple(Integer(4), Integer(-1)), Tuple(Integer(1), Integer(1))),
            ],
            tensor => Refusal.OfStateDict("its pickle has a tensor without a storage, a shape and strides", File(tensor)));
    }

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
        Refusal.OfStateDict("its pickle makes more values than that of any state dict", file, allocationLimit: limit);
    }

    /// <summary>A mark, values and their tuple: all of them count.</summary>
    [Fact]
    public void Run_OfPickleThatMakesAMillionValues_RefusesOneMore()
    {
        const int limit = 1_000_000;
        Assert.Equal(limit - 2, Assert.IsType<object?[]>(Run($"({new string('N', limit - 2)}t.")).Length);
        FormatException error = Assert.Throws<FormatException>(() => Run($"({new string('N', limit - 1)}t."));
        Assert.Equal($"The state dict cannot be read: its pickle makes more values than that of any state dict. {Refusal.SaveStateDictAgain}", error.Message);
    }

    /// <summary>Python writes 0 otherwise, but reads this as 0 too.</summary>
    [Fact]
    public void Run_OfIntegerOfNoBytes_IsZero() => Assert.Equal(0L, Run("\u008a\0."));

    [Fact]
    public void Run_OfPickleThatRemembersAMillionthValue_RefusesOneMore()
    {
        const int limit = 1_000_000;
        Assert.Equal("kept", Run($"{Text("kept")}r{Bytes(limit - 1)}Nj{Bytes(limit - 1)}."));
        FormatException error = Assert.Throws<FormatException>(() => Run($"Nr{Bytes(limit)}."));
        Assert.Equal($"The state dict cannot be read: its pickle remembers too many values. {Refusal.SaveStateDictAgain}", error.Message);
    }

    /// <summary>Longer keys are dropped, for no tensor has such a name.</summary>
    [Fact]
    public void LoadStateDict_OfKeyAtTheLimit_DropsLongerOnes()
    {
        string prefix = new('x', 1000 - "running_mean".Length);
        string tensor = Tensor(Storage(4), 0, [4], [1]);
        byte[] file = Create(
            Protocol + Dict((prefix + "running_mean", tensor), (prefix + "running_var", tensor), (prefix + "_running_mean", tensor)) + Stop,
            ("net/data/0", Ones));

        Assert.Equal(4, Load(file, prefix).NumFeatures);
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => Load(file, prefix + "_"));
        Assert.Contains($"are: {prefix}running_mean. Give", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Every name of a dict in a dict may have dots of its own, and none may be empty but the library does not mind.</summary>
    [Theory]
    [InlineData("a.", "a")]
    [InlineData("a.b.", "a", "b")]
    [InlineData("a.b.c.", "a.b", "c")]
    [InlineData("a.b.c.", "a", "b.c")]
    [InlineData("a..b.", "a.", "b")]
    [InlineData("..", "", "")]
    [InlineData("1.2.3.4.5.6.7.", "1", "2", "3", "4", "5", "6", "7")]
    public void LoadStateDict_OfDictsInDicts_FindsTensorsByTheirNamesWithDots(string prefix, params string[] path)
    {
        BatchNormParameters parameters = Load(Nested(path), prefix);
        Assert.Equal([1, 1, 1, 1], parameters.RunningMean);

        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => Load(Nested(path), "none."));
        Assert.Equal(
            $"The state dict has no 'none.running_mean'. {Refusal.Keys("running_mean", prefix + "running_mean")} (Parameter 'prefix')", error.Message);
    }

    [Fact]
    public void LoadStateDict_OfDictsInMoreDictsThanTheLimit_DoesNotEnterThem()
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => Load(Nested(["1", "2", "3", "4", "5", "6", "7", "8"]), "1.2.3.4.5.6.7.8."));
        Assert.Equal(
            "The state dict has no '1.2.3.4.5.6.7.8.running_mean'. No key ends in 'running_mean'. (Parameter 'prefix')", error.Message);
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

    [Theory]
    [InlineData(1000, "")]
    [InlineData(1001, ", …")]
    [InlineData(20_000, ", …")]
    public void LoadStateDict_OfManyKeys_ListsAThousand(int count, string more)
    {
        string tensor = Tensor(Storage(4), 0, [4], [1]) + "q\0";
        string items = string.Concat(Enumerable.Range(0, count).Select(i => $"{Text($"{i}.running_mean")}h\0s"));
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => Load(Create($"{Protocol}{tensor}}}{items}{Stop}")));
        string listed = string.Join(", ", Enumerable.Range(0, 1000).Select(i => $"{i}.running_mean"));
        Assert.Equal(
            $"The state dict has no 'running_mean'. {Refusal.Keys("running_mean", listed + more)} (Parameter 'prefix')", error.Message);
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

    private static object? Run(string pickle) => new PickleMachine(Encoding.Latin1.GetBytes(Protocol + pickle)).Run();

    private static string Rebuilt(params IEnumerable<string> arguments) => $"ctorch._utils\n_rebuild_tensor_v2\n{Tuple(arguments)}R";

    /// <summary>The state dict of a BatchNorm in a dict for each name, the first outermost.</summary>
    private static byte[] Nested(IEnumerable<string> path)
    {
        string tensor = Tensor(Storage(4), 0, [4], [1]);
        string dict = path.Reverse().Aggregate(Dict(("running_mean", tensor), ("running_var", tensor)), (inner, name) => Dict((name, inner)));
        return Create(Protocol + dict + Stop, ("net/data/0", Ones));
    }
}
