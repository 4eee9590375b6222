namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>Files cut off or changed anywhere: a clear error or sound parameters, and never much memory.</summary>
public sealed class DamagedFileTests
{
    public static TheoryData<string, string> Files() => new()
    {
        { "float32.pt", "bn1." },
        { "views_of_one_storage.pt", "" },
        { "checkpoint.pt", "state_dict.bn1." },
        { "parameters.pt", "bn1." },
        { "counters.safetensors", "b." },
        { "other_types.safetensors", "bn1." },
        { "float16.safetensors", "layer1.1." },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Load_OfFileCutOffAnywhere_Refuses(string file, string prefix)
    {
        byte[] whole = TorchFiles.Bytes(file);
        for (int length = 0; length < whole.Length; length++)
            Assert.Null(Damage.AssertRefusedOrSound(file, prefix, whole[..length]));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Load_OfFileWithAByteChanged_RefusesOrIsSound(string file, string prefix)
    {
        byte[] bytes = TorchFiles.Bytes(file);
        BatchNormParameters whole = TorchFiles.Load(file, prefix);
        for (int i = 0; i < bytes.Length; i++)
        {
            // Each of the bits in turn, and every fourth time all of them.
            byte change = i % 4 == 0 ? byte.MaxValue : (byte)(1 << (i % 8));
            bytes[i] ^= change;
            BatchNormParameters? read = Damage.AssertRefusedOrSound(file, prefix, bytes);
            bytes[i] ^= change;

            // A state dict has checksums: what is read of it is what was written. A safetensors file has none.
            if (read is not null && Path.GetExtension(file) == ".pt")
                SameParameters.Assert(whole, read);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Load_OfFileChangedAtRandom_RefusesOrIsSound(string file, string prefix)
    {
        const int mutations = 1000;
        byte[] whole = TorchFiles.Bytes(file);
        var random = new Random(20240229);
        for (int n = 0; n < mutations; n++)
            Damage.AssertRefusedOrSound(file, prefix, Damage.Mutate(whole, random));
    }

    [Fact]
    public void LoadStateDict_OfChangedStorage_NamesTheChecksum()
    {
        byte[] bytes = TorchFiles.Bytes("float32.pt");
        byte[] mean = [.. TorchFiles.Find("float32.pt", "bn1.").RunningMean.SelectMany(BitConverter.GetBytes)];
        bytes[bytes.AsSpan().IndexOf(mean)] ^= 1;

        using var stream = new MemoryStream(bytes);
        FormatException error = Assert.Throws<FormatException>(() => BatchNormParameters.LoadStateDict(stream, "bn1."));
        Assert.Contains("does not agree with its checksum", error.Message, StringComparison.Ordinal);
    }
}
