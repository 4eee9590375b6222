using Google.Protobuf;
using MlNetBatchNorm.Onnx;
using MlNetBatchNorm.Tests.PyTorch;
using DataType = MlNetBatchNorm.Onnx.TensorProto.Types.DataType;

namespace MlNetBatchNorm.Tests.Onnx;

/// <summary>ONNX files that are damaged or lie: refused with what is wrong, or read soundly, and with next to nothing allocated.</summary>
public sealed class HostileOnnxTests : IDisposable
{
    private const int AllocationLimit = 1 << 19;

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public static TheoryData<string> Files() =>
        [.. LoadCase.All.Select(test => test.File).Distinct()];

    /// <summary>A change of the model, and what the error says.</summary>
    public static TheoryData<string> Lies() => [.. Changes.Keys];

    private static Dictionary<string, Action<GraphProto>> Changes { get; } = new()
    {
        ["BatchNormalization 'bn' has 4 inputs, but must have 5"] = graph => graph.Node[0].Input.RemoveAt(4),
        ["'elsewhere' is not stored in it"] = graph => graph.Node[0].Input[1] = "elsewhere",
        ["'a' is not stored in it"] = graph =>
        {
            graph.Node[0].Input[1] = "a";
            graph.Node.Add(Node("Identity", "a", "b"));
            graph.Node.Add(Node("Identity", "b", "a"));
        },
        ["'c' is not stored in it"] = graph =>
        {
            graph.Node[0].Input[1] = "c";
            graph.Node.Add(Node("Constant", "c"));
        },
        ["'scale' has shape [1, 2], but must have one dimension"] = graph => graph.Initializer[0].Dims.Insert(0, 1),
        ["'scale' has shape [], but must have one dimension"] = graph => graph.Initializer[0].Dims.Clear(),
        ["'scale' has shape [0], but must have one dimension of 1 or more"] = graph =>
        {
            graph.Initializer[0].Dims[0] = 0;
            graph.Initializer[0].RawData = ByteString.Empty;
        },
        ["'scale' has shape [-2], but must have one dimension"] = graph => graph.Initializer[0].Dims[0] = -2,
        ["'scale' has 4611686018427387904 values of 4 bytes, but 8 bytes of data"] = graph => graph.Initializer[0].Dims[0] = 1L << 62,
        ["'scale' has 3 values of 4 bytes, but 8 bytes of data"] = graph => graph.Initializer[0].Dims[0] = 3,
        ["'scale' has 2 values of 8 bytes, but 8 bytes of data"] = graph => graph.Initializer[0].DataType = (int)DataType.Double,
        ["'scale' is of type Int64, but must be of FLOAT"] = graph => graph.Initializer[0].DataType = (int)DataType.Int64,
        ["'scale' is of type 99, but must be of FLOAT"] = graph => graph.Initializer[0].DataType = 99,
        ["'scale' has 2 values of 4 bytes, but 16 bytes of data"] = graph => graph.Initializer[0].FloatData.Add([1, 2]),
        ["BatchNormalization 'bn' is impossible: RunningMean must be finite, but channel 0 has NaN"] = graph => Fill(graph, 2, float.NaN),
        ["BatchNormalization 'bn' is impossible: RunningVariance must be 0 or more, but channel 0 has -1"] = graph => Fill(graph, 3, -1),
        ["BatchNormalization 'bn' is impossible: Epsilon must be"] = graph => graph.Node[0].Attribute.Add(new AttributeProto { Name = "epsilon", F = -1 }),
        ["BatchNormalization 'bn' is impossible: Momentum must"] =
            graph => graph.Node[0].Attribute.Add(new AttributeProto { Name = "momentum", F = float.PositiveInfinity }),
        ["a name at byte"] = graph => graph.Initializer.Insert(0, new TensorProto { Name = new string('n', 1 << 17) }),
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Lies))]
    public void LoadOnnx_OfModelThatLies_SaysWhatIsWrong(string because)
    {
        ModelProto model = OnnxFiles.Model();
        Changes[because](model.Graph);
        AssertRefused(because, model.ToByteArray());
    }

    [Theory]
    [InlineData("", "it has no graph")]
    [InlineData("3A", "it ends too early")]
    [InlineData("3AFFFFFFFFFFFFFFFFFF01", "ends after what it is in")]
    [InlineData("3AFFFFFFFF07", "ends after what it is in")]
    [InlineData("3A0A2AFFFFFFFF0742017800000000", "ends after what it is in")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFF", "it is not a protocol buffer")]
    [InlineData("0B0B0B0B0C0C0C0C", "it is not a protocol buffer")]
    [InlineData("3C3F786D6C2076657273696F6E3D", "it is not a protocol buffer")]
    [InlineData("504B030414000000", "it is not a protocol buffer")]
    public void LoadOnnx_OfWhatIsNotAModel_Refuses(string hex, string because) => AssertRefused(because, Convert.FromHexString(hex));

    [Theory]
    [InlineData("../secret.bin", null, null, "is in '../secret.bin', which is not a path within the model's folder")]
    [InlineData("data/../../secret.bin", null, null, "which is not a path within the model's folder")]
    [InlineData("/etc/passwd", null, null, "which is not a path within the model's folder")]
    [InlineData("", null, null, "which is not a path within the model's folder")]
    [InlineData("a\0b", null, null, "which is not a path within the model's folder")]
    [InlineData("\0", null, null, "which is not a path within the model's folder")]
    [InlineData(".", null, null, "which is not a path within the model's folder")]
    [InlineData("none.bin", null, null, "is in 'none.bin', which is not in the model's folder")]
    [InlineData("short.bin", null, null, "'scale' has 8 bytes at 0 in 'short.bin', which is 7 bytes long")]
    [InlineData("short.bin", "9223372036854775807", null, "'scale' has 8 bytes at 9223372036854775807 in 'short.bin'")]
    [InlineData("short.bin", "-1", null, "the offset of the external data of 'scale' is '-1', which is not a number of bytes")]
    [InlineData("short.bin", null, "1e9", "the length of the external data of 'scale' is '1e9', which is not a number of bytes")]
    [InlineData("short.bin", null, "7", "'scale' has 8 bytes, but its external data has 7")]
    public void LoadOnnx_OfExternalDataThatIsNotThere_SaysSo(string location, string? offset, string? length, string because)
    {
        File.WriteAllBytes(Path.Combine(_folder, "short.bin"), new byte[7]);
        ModelProto model = OnnxFiles.Model();
        MakeExternal(model.Graph.Initializer[0], location, offset, length);
        AssertRefused(because, model.ToByteArray());
    }

    [Fact]
    public void LoadOnnx_OfExternalDataThroughALink_StaysInTheFolder()
    {
        if (!Pipe.Exists)
            return;
        string outside = Path.GetTempFileName();
        File.WriteAllBytes(outside, new byte[8]);
        File.WriteAllBytes(Path.Combine(_folder, "inside.bin"), [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]);
        Directory.CreateSymbolicLink(Path.Combine(_folder, "folder"), Path.GetDirectoryName(outside)!);
        File.CreateSymbolicLink(Path.Combine(_folder, "out"), outside);
        File.CreateSymbolicLink(Path.Combine(_folder, "in"), "inside.bin");
        Pipe.Create(Path.Combine(_folder, "pipe"));
        File.CreateSymbolicLink(Path.Combine(_folder, "to-pipe"), "pipe");
        ModelProto model = OnnxFiles.Model();
        foreach ((string location, string because) in ((string, string)[])
        [
            ("out", "which is a link out of the model's folder"), ($"folder/{Path.GetFileName(outside)}", "which is a link out of the model's folder"),
            ("pipe", "which is not a regular file"), ("to-pipe", "which is not a regular file"),
        ])
        {
            MakeExternal(model.Graph.Initializer[0], location);
            Pipe.WithinLimit(() =>
            {
                AssertRefused(because, model.ToByteArray());
                return true;
            });
        }

        MakeExternal(model.Graph.Initializer[0], "in");
        Assert.Equal([1, 2], BatchNormParameters.LoadOnnx(Write(model.ToByteArray())).Weight!.Value);
        File.Delete(outside);
    }

    /// <summary>As the cache of Hugging Face has them: every file of a snapshot is a link to one of a folder that all share.</summary>
    [Fact]
    public void LoadOnnx_OfAModelAndDataThatAreLinksIntoOneFolder_ReadsThem()
    {
        if (OperatingSystem.IsWindows())
            return;
        string blobs = Directory.CreateDirectory(Path.Combine(_folder, "blobs")).FullName;
        string snapshot = Directory.CreateDirectory(Path.Combine(_folder, "snapshots", "1")).FullName;
        ModelProto model = OnnxFiles.Model();
        MakeExternal(model.Graph.Initializer[0], "model.onnx_data");
        File.WriteAllBytes(Path.Combine(blobs, "a"), model.ToByteArray());
        File.WriteAllBytes(Path.Combine(blobs, "b"), [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]);
        File.CreateSymbolicLink(Path.Combine(snapshot, "model.onnx"), "../../blobs/a");
        File.CreateSymbolicLink(Path.Combine(snapshot, "model.onnx_data"), "../../blobs/b");

        Assert.Equal([1, 2], BatchNormParameters.LoadOnnx(Path.Combine(snapshot, "model.onnx")).Weight!.Value);
    }

    [Fact]
    public void LoadOnnx_OfNodesOfOneName_AsksForAnOutput()
    {
        ModelProto model = OnnxFiles.Model();
        NodeProto second = model.Graph.Node[0].Clone();
        second.Output[0] = "Z";
        model.Graph.Node.Add(second);
        string path = Write(model.ToByteArray());

        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => BatchNormParameters.LoadOnnx(path, "bn"));

        Assert.Equal($"The ONNX model has 2 BatchNormalization nodes named 'bn'. Give the name of an output instead: Y, Z. The model is '{path}'. (Parameter 'nodeName')", error.Message);
        Assert.Equal([1, 2], BatchNormParameters.LoadOnnx(path, "Z").RunningMean);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void LoadOnnx_OfFileCutOffAnywhere_Refuses(string file)
    {
        byte[] whole = File.ReadAllBytes(Path.Combine(LoadCase.Folder, file));
        // The opset comes last, and is not needed.
        for (int length = 0; length < whole.Length - 16; length++)
            Assert.Null(RefusedOrSound(whole[..length]));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void LoadOnnx_OfFileChangedAtRandom_RefusesOrIsSound(string file)
    {
        const int mutations = 500;
        byte[] whole = File.ReadAllBytes(Path.Combine(LoadCase.Folder, file));
        var random = new Random(20240229);
        for (int n = 0; n < mutations; n++)
            RefusedOrSound(Damage.Mutate(whole, random));
    }

    private static NodeProto Node(string type, string output, params string[] inputs) => new() { OpType = type, Output = { output }, Input = { inputs } };

    private static void Fill(GraphProto graph, int initializer, float value) =>
        graph.Initializer[initializer].RawData = ByteString.CopyFrom([.. BitConverter.GetBytes(value), .. BitConverter.GetBytes(value)]);

    private static void MakeExternal(TensorProto tensor, string location, string? offset = null, string? length = null)
    {
        tensor.RawData = ByteString.Empty;
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        tensor.ExternalData.Clear();
        foreach ((string key, string? value) in ((string, string?)[])[("location", location), ("offset", offset), ("length", length)])
        {
            if (value is not null)
                tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
        }
    }

    private string Write(byte[] bytes)
    {
        string path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private void AssertRefused(string because, byte[] bytes)
    {
        string path = Write(bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        FormatException error = Assert.Throws<FormatException>(() => BatchNormParameters.LoadOnnx(path));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.StartsWith("The ONNX model cannot be read: ", error.Message);
        Assert.EndsWith($" The model is '{path}'.", error.Message);
        Assert.Contains(because, error.Message, StringComparison.Ordinal);
        Assert.True(allocated <= AllocationLimit, $"{allocated} bytes allocated for a file of {bytes.Length}");
    }

    private BatchNormParameters? RefusedOrSound(byte[] bytes)
    {
        string path = Write(bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            BatchNormParameters read = BatchNormParameters.LoadOnnx(path);
            double[] variance = read.RunningVarianceDouble is { } doubles ? [.. doubles] : [.. read.RunningVariance];
            double[] others = read.RunningMeanDouble is { } mean
                ? [.. mean, .. read.WeightDouble!.Value, .. read.BiasDouble!.Value]
                : [.. read.RunningMean, .. read.Weight!.Value, .. read.Bias!.Value];
            Assert.All(others, value => Assert.True(double.IsFinite(value)));
            Assert.All(variance, value => Assert.True(double.IsFinite(value) && value >= 0));
            return read;
        }
        catch (Exception refusal) when (refusal is FormatException or ArgumentOutOfRangeException { ParamName: "nodeName" })
        {
            return null;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, AllocationLimit);
        }
    }
}
