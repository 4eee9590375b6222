using System.Text;
using static MlNetBatchNorm.Tests.PyTorch.TorchZip;

namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>Archives and tensors that do not tell the truth about sizes: refused, with next to nothing allocated.</summary>
public sealed class HostileArchiveTests
{
    [Fact]
    public void LoadStateDict_OfTensorsPastTheirStorage_SaysSo()
    {
        AssertRefused("has 5 values from 0 on, but its storage has 4", File(Tensor(Storage(4), 0, [5], [1])));
        AssertRefused("has 4 values from 1 on, but its storage has 4", File(Tensor(Storage(4), 1, [4], [1])));
        AssertRefused("has 4 values from -1 on", File(Tensor(Storage(4), -1, [4], [1])));
        AssertRefused("values from 9223372036854775807 on", File(Tensor(Storage(4), long.MaxValue, [4], [1])));
        AssertRefused("has 9223372036854775807 values", File(Tensor(Storage(4), 0, [long.MaxValue], [1])));
        AssertRefused("is a view with stride 0", File(Tensor(Storage(4), 0, [1L << 40], [0])));
        AssertRefused("is a view with stride -1", File(Tensor(Storage(4), 3, [4], [-1])));
        AssertRefused("storage '0' is 16 bytes long instead of 4398046511104", File(Tensor(Storage(1L << 40), 0, [1L << 40], [1])));
        AssertRefused("storage '0' is 16 bytes long instead of 32", File(Tensor(Storage(4, type: "DoubleStorage"), 0, [4], [1])));
        AssertRefused("has no storage '../../passwd'", File(Tensor(Storage(4, "../../passwd"), 0, [4], [1])));
        AssertRefused("has shape [0]", File(Tensor(Storage(4), 0, [0], [1])));
        AssertRefused("has shape [],", File(Tensor(Storage(4), 0, [], [])));
        AssertRefused("persistent id", File(Tensor(Storage(-1), 0, [4], [1])));
        AssertRefused("persistent id", File(Tensor(Storage(long.MaxValue), 0, [4], [1])));
        AssertRefused("without a storage, a shape and strides", File(Tensor(Storage(4), 0, [4], [1, 1])));
        AssertRefused("without a storage, a shape and strides", File(Tensor(Storage(4), 0, [-4], [1])));
        AssertRefused("without a storage, a shape and strides", File(Tensor("N", 0, [4], [1])));
        AssertRefused("without a storage, a shape and strides", File(Tensor(Storage(4), 0, new long[65], new long[65])));
    }

    [Fact]
    public void LoadStateDict_OfPickleOf17MB_AllocatesNothingForIt() =>
        AssertRefused("is 17000000 bytes long, more than 16777216", Create(new string('N', 17_000_000)));

    [Theory]
    [InlineData("net/data.pkl")]
    [InlineData("net/data/0")]
    public void LoadStateDict_OfZipBomb_AllocatesNothingForIt(string compressed)
    {
        const int length = 8_000_000;
        bool pickled = compressed == "net/data.pkl";
        string pickle = StateDict(Tensor(Storage(length / sizeof(float)), 0, [length / sizeof(float)], [1])).PadRight(pickled ? length : 0);
        byte[] bomb = Create([("net/data.pkl", Encoding.Latin1.GetBytes(pickle)), ("net/data/0", new byte[length])], compressed);

        AssertRefused($"'{compressed}' is compressed", bomb);
        AssertRefused(pickled ? "does not agree with its checksum" : "instead of 8000000", WithFalseLengths(bomb));
    }

    [Theory]
    [InlineData(0, "net/data")]
    [InlineData(0, "net/data.pkl/other")]
    [InlineData(2, "net/data.pkl", "other/data.pkl")]
    public void LoadStateDict_OfOtherArchive_SaysHowManyPicklesItHas(int pickles, params string[] names) =>
        AssertRefused($"a zip archive with {pickles} files data.pkl", Create(names.Select(name => (name, Ones))));

    [Fact]
    public void LoadStateDict_OfArchiveWithAStorageTwice_NamesIt() => AssertRefused("'net/data/0' stands in it twice",
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

    [Fact]
    public void LoadStateDict_OfBigEndianArchive_SaysSo() =>
        AssertRefused("not little-endian", Create(StateDict("N"), ("net/byteorder", "big"u8.ToArray())));

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

    private static void AssertRefused(string because, byte[] file) =>
        Damage.AssertRefused(stream => BatchNormParameters.LoadStateDict(stream), because, file);
}
