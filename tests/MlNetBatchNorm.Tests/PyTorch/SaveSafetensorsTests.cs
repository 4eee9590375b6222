using System.Buffers.Binary;
using System.Text;

namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>What is written, is read again here and by PyTorch: Reference/state_dicts.py --check loads written.safetensors.</summary>
public sealed class SaveSafetensorsTests
{
    private const string Prefix = "layer1.0.bn1.";

    [Fact]
    public void SaveSafetensors_OfTorchsModule_WritesTheBytesThatTorchLoads()
    {
        BatchNormParameters parameters = TorchFiles.Load("float32.pt", "bn1.");

        Assert.Equal(TorchFiles.Bytes("written.safetensors"), Save(parameters, Prefix));
    }

    [Fact]
    public void SaveSafetensors_ToPath_OverwritesWithTheSameBytes()
    {
        BatchNormParameters parameters = TorchFiles.Load("float32.pt", "bn1.");
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, new byte[10_000]);
            parameters.SaveSafetensors(path, Prefix);
            Assert.Equal(Save(parameters, Prefix), File.ReadAllBytes(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(17, true)]
    public void SaveSafetensors_ThenLoad_GivesTheSameParameters(int channels, bool affine)
    {
        float[] values = [.. Enumerable.Range(1, channels).Select(c => 1f / c)];
        var parameters = new BatchNormParameters(values, [.. values.Reverse()], affine ? [.. values.Select(value => -value)] : null,
            affine ? [.. values.Select(value => value * 1e30f)] : null, 1e-3f, numBatchesTracked: 1L << 40);

        using var stream = new MemoryStream(Save(parameters, "größe \"1\"."));
        BatchNormParameters loaded = BatchNormParameters.LoadSafetensors(stream, "größe \"1\".", 1e-3f);

        SameParameters.Assert(parameters, loaded);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("ab.")]
    [InlineData("abc.")]
    public void SaveSafetensors_WithPrefixOfAnyLength_AlignsTheData(string prefix)
    {
        byte[] file = Save(TorchFiles.Load("float32.pt", "layer1.1."), prefix);

        int header = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        Assert.Equal(0, header % 8);
        Assert.EndsWith("}", Encoding.UTF8.GetString(file, 8, header).TrimEnd(' '), StringComparison.Ordinal);
        Assert.Equal(5, BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(8 + header)));
    }

    [Fact]
    public void SaveSafetensors_WithoutStatistics_SaysWhatIsMissing()
    {
        var untracked = new BatchNormParameters(3, [], [], null, null, 1e-5f, 0.1f, 0, ChannelLayout.ChannelsFirst);
        var infinite = new BatchNormParameters(1, [float.PositiveInfinity], [1], null, null, 1e-5f, 0.1f, 1, ChannelLayout.ChannelsFirst);

        ErrorText.IsOfData(
            "The parameters of 3 channels cannot be saved: running statistics are not tracked (trackRunningStats: false). Fit with trackRunningStats: true.",
            () => Save(untracked, ""));
        ErrorText.IsOfData(
            "The parameters of 1 channels cannot be saved: the running statistics are not finite. Fit again with NonFinite set to Throw or SkipRow.",
            () => Save(infinite, ""));
    }

    [Fact]
    public void SaveSafetensors_WithoutArgument_NamesItAndWritesNothing()
    {
        BatchNormParameters parameters = TorchFiles.Load("float32.pt", "bn1.");
        using var stream = new MemoryStream();
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));

        Assert.Equal("stream", Assert.Throws<ArgumentNullException>(() => parameters.SaveSafetensors((Stream)null!)).ParamName);
        Assert.Equal("prefix", Assert.Throws<ArgumentNullException>(() => parameters.SaveSafetensors(stream, null!)).ParamName);
        Assert.Equal("path", Assert.Throws<ArgumentNullException>(() => parameters.SaveSafetensors((string)null!)).ParamName);
        Assert.Equal("prefix", Assert.Throws<ArgumentNullException>(() => parameters.SaveSafetensors(path, null!)).ParamName);
        Assert.Equal(0, stream.Length);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void SaveSafetensors_ToStream_WritesWhereItStandsAndLeavesItOpen()
    {
        BatchNormParameters parameters = TorchFiles.Load("float32.pt", "bn1.");
        using var stream = new MemoryStream();
        stream.Write([1, 2, 3]);

        parameters.SaveSafetensors(stream, Prefix);

        Assert.Equal([1, 2, 3, .. TorchFiles.Bytes("written.safetensors")], stream.ToArray());
    }

    private static byte[] Save(BatchNormParameters parameters, string prefix)
    {
        using var stream = new MemoryStream();
        parameters.SaveSafetensors(stream, prefix);
        return stream.ToArray();
    }
}
