using System.Text;

namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>Whatever a reader is given instead of its own kind of file: the message says what it is and what reads it.</summary>
public sealed class FileKindTests
{
    private const string Lfs = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";

    private static readonly Dictionary<string, (Func<byte[]> Content, string What, string Step)> Kinds = new()
    {
        ["a Git LFS pointer"] = (() => Encoding.ASCII.GetBytes(Lfs), "it is a Git LFS pointer, not the file itself", "git lfs pull"),
        ["a page"] = (() => "\n<!DOCTYPE html><html></html>"u8.ToArray(), "it is an HTML or XML page, not the file itself", "Download the file"),
        ["an error of a store"] = (() => "<?xml version=\"1.0\"?><Error/>"u8.ToArray(), "it is an HTML or XML page, not the file itself", "Download the file"),
        ["an index"] = (() => Bytes("shards/model.safetensors.index.json"), "it is the index of a model in several files", "to LoadSafetensors or LoadSafetensorsLayers"),
        ["another JSON text"] = (() => """{"error":"Not found"}"""u8.ToArray(), "it is a JSON text", "Give the file of the model itself"),
        [".h5"] = (() => [0x89, .. "HDF\r\n"u8, 0x1a, (byte)'\n', 0, 0, 0, 0], "it is an HDF5 file (.h5), as Keras writes it", "LoadOnnx"),
        [".keras"] = (() => TorchZip.Create([("metadata.json", []), ("config.json", []), ("model.weights.h5", [])]), "it is a Keras model (.keras)", "LoadOnnx"),
        [".pt2"] = (() => Checkpoint("torch.export (.pt2)"), "it is a program of torch.export (.pt2)", "torch.export.load(path).state_dict"),
        ["TorchScript"] = (() => Checkpoint("TorchScript"), "it is a TorchScript archive (torch.jit.save)", "torch.jit.load(path).state_dict()"),
        [".npz"] = (() => TorchZip.Create([("running_mean.npy", [])]), "it is a NumPy archive (.npz)", "safetensors.numpy.save_file"),
        [".onnx"] = (() => Bytes("cnn/before.onnx"), "it is an ONNX model", "LoadOnnx reads it."),
        [".dat"] = (() => Bytes("torchsharp/float32.dat"), "it is a file of TorchSharp's Module.save (.dat)", "LoadTorchSharp reads it."),
        [".pt"] = (() => Bytes("state_dicts/float32.pt"), "it is a file of torch.save", "LoadStateDict reads it."),
        [".pt before 1.6"] = (() => Bytes("state_dicts/before_1_6.pt"), "it is a file of torch.save", "LoadStateDict reads it."),
        [".safetensors"] = (() => Bytes("state_dicts/float32.safetensors"), "it is a safetensors file", "LoadSafetensors reads it."),
    };

    private static readonly Dictionary<string, (string Name, Action<Stream>[] Read)> Readers = new()
    {
        ["LoadStateDict"] = ("state dict", [stream => BatchNormParameters.LoadStateDict(stream), stream => BatchNormParameters.LoadStateDictLayers(stream)]),
        ["LoadSafetensors"] = ("safetensors file", [stream => BatchNormParameters.LoadSafetensors(stream), stream => BatchNormParameters.LoadSafetensorsLayers(stream)]),
        ["LoadTorchSharp"] = ("TorchSharp file", [stream => BatchNormParameters.LoadTorchSharp(stream), stream => BatchNormParameters.LoadTorchSharpLayers(stream)]),
        ["LoadOnnx"] = ("ONNX model", [stream => BatchNormParameters.LoadOnnx(stream)]),
    };

    public static TheoryData<string, string> Pairs() =>
        [.. Readers.Keys.SelectMany(_ => Kinds.Keys, (reader, kind) => (reader, kind)).Where(pair => !Kinds[pair.kind].Step.StartsWith(pair.reader + " ", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Load_OfAnotherKindOfFile_SaysWhatItIs(string reader, string kind)
    {
        (Func<byte[]> content, string what, string step) = Kinds[kind];
        Assert.All(Readers[reader].Read, read =>
        {
            using var stream = new MemoryStream(content());
            FormatException error = Assert.Throws<FormatException>(() => read(stream));
            Assert.StartsWith($"The {Readers[reader].Name} cannot be read: {what}. ", error.Message, StringComparison.Ordinal);
            Assert.Contains(step, error.Message, StringComparison.Ordinal);
        });
    }

    private static byte[] Bytes(string file) => File.ReadAllBytes(Path.Combine(TorchCase.Folder, file));

    private static byte[] Checkpoint(string name) => CheckpointTests.Open(CheckpointTests.Find(name)).ToArray();
}
