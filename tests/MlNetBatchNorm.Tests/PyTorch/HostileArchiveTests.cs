using System.IO.Compression;
using System.Text;
using MlNetBatchNorm.PyTorch.StateDict;
using static MlNetBatchNorm.Tests.PyTorch.TorchZip;

namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>Archives and tensors that do not tell the truth about sizes: refused, with next to nothing allocated.</summary>
public sealed class HostileArchiveTests
{
    private const string FetchAgain = "Fetch an undamaged copy, or save it with checksums: torch.serialization.set_crc32_options(True).";

    private static readonly string Keys = Refusal.Keys("running_mean", "running_mean");

    [Fact]
    public void LoadStateDict_OfTensorsPastTheirStorage_SaysSo()
    {
        const string impossible = "its pickle has a tensor without a storage, a shape and strides";
        const string mean = "'running_mean'";
        Refusal.OfStateDict($"{mean} has 5 values from 0 on, but its storage has 4", File(Tensor(Storage(4), 0, [5], [1])));
        Refusal.OfStateDict($"{mean} has 4 values from 1 on, but its storage has 4", File(Tensor(Storage(4), 1, [4], [1])));
        Refusal.OfStateDict($"{mean} has 4 values from -1 on, but its storage has 4", File(Tensor(Storage(4), -1, [4], [1])));
        Refusal.OfStateDict($"{mean} has 4 values from {long.MaxValue} on, but its storage has 4", File(Tensor(Storage(4), long.MaxValue, [4], [1])));
        Refusal.OfStateDict($"{mean} has {long.MaxValue} values from 0 on, but its storage has 4", File(Tensor(Storage(4), 0, [long.MaxValue], [1])));
        Refusal.OfStateDict($"{mean} is a view of {1L << 40} values, more than any BatchNorm has", File(Tensor(Storage(4), 0, [1L << 40], [0])));
        Refusal.OfStateDict($"{mean} is a view of {(1 << 20) + 1} values, more than any BatchNorm has", File(Tensor(Storage(4), 0, [(1 << 20) + 1], [0])));
        Refusal.OfStateDict($"{mean} has 2 values from 4 on, 0 apart, but its storage has 4", File(Tensor(Storage(4), 4, [2], [0])));
        Refusal.OfStateDict($"{mean} has 3 values from 0 on, 2 apart, but its storage has 4", File(Tensor(Storage(4), 0, [3], [2])));
        Refusal.OfStateDict($"{mean} has 2 values from 0 on, {long.MaxValue} apart, but its storage has 4", File(Tensor(Storage(4), 0, [2], [long.MaxValue])));
        Refusal.OfStateDict($"{mean} has {long.MaxValue} values from 0 on, 3 apart, but its storage has 4", File(Tensor(Storage(4), 0, [long.MaxValue], [3])));
        Refusal.OfStateDict($"{mean} has 4 values from 3 on, -1 apart, but its storage has 4", File(Tensor(Storage(4), 3, [4], [-1])));
        Refusal.OfStateDict("storage '0' is 16 bytes long instead of 4398046511104", File(Tensor(Storage(1L << 40), 0, [1L << 40], [1])));
        Refusal.OfStateDict("storage '0' is 16 bytes long instead of 32", File(Tensor(Storage(4, type: "DoubleStorage"), 0, [4], [1])));
        Refusal.OfStateDict("it has no storage '../../passwd'", File(Tensor(Storage(4, "../../passwd"), 0, [4], [1])));
        Refusal.OfStateDict($"{mean} has shape [0], but must have one dimension of 1 or more", File(Tensor(Storage(4), 0, [0], [1])), Keys);
        Refusal.OfStateDict($"{mean} has shape [], but must have one dimension of 1 or more", File(Tensor(Storage(4), 0, [], [])), Keys);
        Refusal.OfStateDict(impossible, File(Tensor(Storage(4), 0, [4], [1, 1])));
        Refusal.OfStateDict(impossible, File(Tensor(Storage(4), 0, [-1], [1])));
        Refusal.OfStateDict(impossible, File(Tensor("N", 0, [4], [1])));
    }

    [Fact]
    public void LoadStateDict_OfTensorsAndStoragesAtTheirLimits_RefusesWhatIsPastThem()
    {
        const string impossible = "its pickle has a tensor without a storage, a shape and strides";
        const string noStorage = "its pickle has a persistent id that is not a storage";
        const long largest = 1L << 56;
        string shape = string.Join(", ", new long[64]);
        Refusal.OfStateDict($"'running_mean' has shape [{shape}], but must have one dimension of 1 or more",
            File(Tensor(Storage(4), 0, new long[64], new long[64])), Keys);
        Refusal.OfStateDict(impossible, File(Tensor(Storage(4), 0, new long[65], new long[65])));
        Refusal.OfStateDict($"storage '0' is 16 bytes long instead of {largest * sizeof(float)}", File(Tensor(Storage(largest), 0, [4], [1])));
        Refusal.OfStateDict(noStorage, File(Tensor(Storage(largest + 1), 0, [4], [1])));
        Refusal.OfStateDict(noStorage, File(Tensor(Storage(long.MaxValue), 0, [4], [1])));
        Refusal.OfStateDict("'running_mean' has 4 values from 0 on, but its storage has 0", File(Tensor(Storage(0), 0, [4], [1])));
        Refusal.OfStateDict(noStorage, File(Tensor(Storage(-1), 0, [4], [1])));
    }

    [Fact]
    public void LoadStateDict_OfPickleLongerThanTheLimit_AllocatesNothingForIt()
    {
        const int limit = 16_777_216;
        string pickle = StateDict(Tensor(Storage(4), 0, [4], [1])).PadRight(limit);
        using var stream = new MemoryStream(Create(pickle, ("net/data/0", Ones)));

        Assert.Equal(4, BatchNormParameters.LoadStateDict(stream).NumFeatures);
        Refusal.OfStateDict($"its data.pkl is {limit + 1} bytes long, more than {limit}", Create(pickle + " ", ("net/data/0", Ones)));
    }

    /// <summary>A storage is read in pieces; what is asked for may begin and end in any of them, or between two.</summary>
    [Theory]
    [InlineData(0, 4096)]
    [InlineData(0, 4097)]
    [InlineData(4095, 1)]
    [InlineData(4095, 2)]
    [InlineData(4096, 4096)]
    [InlineData(4097, 4095)]
    [InlineData(4000, 5000)]
    [InlineData(8191, 1809)]
    [InlineData(9999, 1)]
    [InlineData(0, 10000)]
    public void LoadStateDict_OfViewInLargeStorage_ReadsItsValues(int start, int count)
    {
        const int length = 10000;
        float[] values = [.. Enumerable.Range(0, length).Select(i => i + 0.5f)];
        byte[] file = Create(
            Protocol + Dict(
                ("running_mean", Tensor(Storage(length), start, [count], [1])), ("running_var", Tensor(Storage(length), 0, [count], [1]))) + Stop,
            ("net/data/0", [.. values.SelectMany(BitConverter.GetBytes)]));
        using var stream = new MemoryStream(file);

        BatchNormParameters parameters = BatchNormParameters.LoadStateDict(stream);

        Assert.Equal(values.AsSpan(start, count), parameters.RunningMean.AsSpan());
        Assert.Equal(values.AsSpan(0, count), parameters.RunningVariance.AsSpan());
    }

    [Fact]
    public void ReadStorage_OfBytesOutsideTheStorage_Refuses()
    {
        using TorchArchive archive = TorchArchive.Open(new MemoryStream(File("N")));

        Assert.Equal(Ones[4..], archive.ReadStorage("0", 16, StorageItems.SideBySide(4, 12)));
        Assert.Empty(archive.ReadStorage("0", 16, StorageItems.SideBySide(16, 0)));
        foreach (StorageItems items in (StorageItems[])[new(-1, 1, 4, 0), new(5, 1, 12, 0), new(0, 1, 17, 0), new(17, 0, 4, 0), new(4, 4, 4, 4), new(0, 3, 4, 8)])
        {
            FormatException error = Assert.Throws<FormatException>(() => archive.ReadStorage("0", 16, items));
            Assert.Equal($"The state dict cannot be read: 'net/data/0' is only 16 bytes long. {Refusal.SaveStateDictAgain}", error.Message);
        }
    }

    /// <summary>Somebody else compressed it: what it unfolds to is what the pickle declares.</summary>
    [Theory]
    [InlineData("net/data.pkl")]
    [InlineData("net/data/0")]
    public void LoadStateDict_OfDeflatedArchive_IsReadUpToItsDeclaredLength(string compressed)
    {
        const int length = 8_000_000;
        bool pickled = compressed == "net/data.pkl";
        string pickle = StateDict(Tensor(Storage(length / sizeof(float)), 0, [4], [1])).PadRight(pickled ? length : 0);
        byte[] deflated = Create([("net/data.pkl", Encoding.Latin1.GetBytes(pickle)), ("net/data/0", new byte[length])], compressed);

        using var stream = new MemoryStream(deflated);
        if (pickled)
            Assert.Contains("storage '0' is 8000000 bytes long instead of 16", Assert.Throws<FormatException>(() => BatchNormParameters.LoadStateDict(stream)).Message, StringComparison.Ordinal);
        Refusal.OfStateDict(pickled
            ? "'net/data.pkl' does not agree with its checksum"
            : $"storage '0' is {CompressedLength(deflated, compressed)} bytes long instead of {length}",
            WithFalseLengths(deflated), pickled ? FetchAgain : Refusal.SaveStateDictAgain);
    }

    /// <summary>Deflate makes at most 1,032 bytes of one: a longer length is not believed, and nothing is allocated for it.</summary>
    [Fact]
    public void LoadStateDict_OfEntryThatDeclaresMoreThanDeflateCanHold_Refuses()
    {
        const int declared = 1 << 28;
        string pickle = StateDict(Tensor(Storage(declared / sizeof(float)), 0, [declared / sizeof(float)], [1]));
        byte[] bomb = Create([("net/data.pkl", Encoding.Latin1.GetBytes(pickle)), ("net/data/0", new byte[1 << 20])], "net/data/0");
        const int length = 24;
        int directory = bomb.AsSpan().LastIndexOf("PK\x1\x2"u8);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(bomb.AsSpan(directory + length), declared);

        Refusal.OfStateDict($"'net/data/0' declares {declared} bytes, more than the file can hold", bomb);
    }

    [Theory]
    [InlineData(0, "net/data")]
    [InlineData(0, "net/data.pkl/other")]
    [InlineData(2, "net/data.pkl", "other/data.pkl")]
    public void LoadStateDict_OfOtherArchive_SaysHowManyPicklesItHas(int pickles, params string[] names) =>
        Refusal.OfStateDict($"it is a zip archive with {pickles} files data.pkl instead of 1", Create(names.Select(name => (name, Ones))));

    [Fact]
    public void LoadStateDict_OfArchiveWithAStorageTwice_NamesIt() => Refusal.OfStateDict("'net/data/0' is in it twice",
        Create(StateDict(Tensor(Storage(4), 0, [4], [1])), ("net/data/0", Ones), ("net/data/0", Ones)));

    [Fact]
    public void LoadStateDict_OfArchiveOfLaterPyTorch_IsRead()
    {
        // PyTorch 2 adds entries of its own.
        IEnumerable<(string, byte[])> entries = Entries(TorchFiles.Bytes("float32.pt"));
        (string, byte[])[] added = [("float32/byteorder", "little"u8.ToArray()), ("float32/.data/serialization_id", "0123"u8.ToArray())];
        using var stream = new MemoryStream(Create(entries.Concat(added)));

        SameParameters.Assert(TorchFiles.Load("float32.pt", "bn1."), BatchNormParameters.LoadStateDict(stream, "bn1."));
    }

    [Theory]
    [InlineData("middle")]
    [InlineData("")]
    [InlineData("much more than the name of an order")]
    public void LoadStateDict_OfArchiveOfAnotherByteOrder_SaysSo(string order) =>
        Refusal.OfStateDict("its byteorder is neither little nor big", Create(StateDict("N"), ("net/byteorder", Encoding.ASCII.GetBytes(order))));

    /// <summary>Items of a view that lie apart are gathered from the pieces in which a storage is read.</summary>
    [Theory]
    [InlineData(0, 3, 3334)]
    [InlineData(1, 4096, 3)]
    [InlineData(4095, 4097, 2)]
    [InlineData(9999, 0, 5)]
    [InlineData(7, 1000, 10)]
    public void LoadStateDict_OfItemsThatLieApart_GathersThem(int start, int stride, int count)
    {
        const int length = 10000;
        float[] values = [.. Enumerable.Range(0, length).Select(i => i + 0.5f)];
        string tensor = Tensor(Storage(length), start, [count], [stride]);
        using var stream = new MemoryStream(Create(
            Protocol + Dict(("running_mean", tensor), ("running_var", tensor)) + Stop, ("net/data/0", [.. values.SelectMany(BitConverter.GetBytes)])));

        Assert.Equal(Enumerable.Range(0, count).Select(i => values[start + (i * stride)]), BatchNormParameters.LoadStateDict(stream).RunningMean);
    }

    private static long CompressedLength(byte[] file, string entry)
    {
        using var zip = new ZipArchive(new MemoryStream(file));
        return zip.GetEntry(entry)!.CompressedLength;
    }

    /// <summary>The directory says of every entry that its length is the compressed one.</summary>
    private static byte[] WithFalseLengths(byte[] file)
    {
        const int compressedLength = 20;
        const int length = 24;
        byte[] changed = [.. file];
        for (int at = 0; changed.AsSpan(at).IndexOf("PK\x1\x2"u8) is >= 0 and int found; at += found + 1)
            changed.AsSpan(at + found + compressedLength, sizeof(uint)).CopyTo(changed.AsSpan(at + found + length));
        return changed;
    }

}
