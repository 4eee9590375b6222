using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Files;
using MlNetBatchNorm.PyTorch.Safetensors;
using MlNetBatchNorm.PyTorch.StateDict;
using MlNetBatchNorm.PyTorch.TorchSharp;

namespace MlNetBatchNorm.PyTorch;

/// <summary>Opens files of tensors, and models in several files.</summary>
internal static class TensorFiles
{
    public static ITensorFile OpenSafetensors(string path) => Open(path, TorchFormat.Safetensors, OpenSafetensors);

    public static ITensorFile OpenSafetensors(Stream stream) => Open(stream, TorchFormat.Safetensors, SafetensorsFile.Open);

    public static ITensorFile OpenStateDict(string path) => Open(path, TorchFormat.StateDict, OpenStateDict);

    public static ITensorFile OpenStateDict(Stream stream) => Open(stream, TorchFormat.StateDict, StateDictFile.Open);

    public static ITensorFile OpenTorchSharp(string path) => OpenOne(path, OpenTorchSharp);

    public static ITensorFile OpenTorchSharp(Stream stream) => Open(stream, TorchFormat.TorchSharp, TorchSharpFile.Open);

    private static ITensorFile Open(string path, TorchFormat format, Func<Stream, ITensorFile> open)
    {
        ArgumentNullException.ThrowIfNull(path);
        bool isShard = ShardIndex.IsShard(path);
        ShardIndex? index = ShardIndex.Is(path) ? ShardIndex.Read(path, format) : isShard ? ShardIndex.Beside(path, format) : null;
        return index is null ? OpenOne(path, open, isShard) : new ShardedFile(index, format, shard => OpenOne(shard, open));
    }

    private static FileOnDisk OpenOne(string path, Func<Stream, ITensorFile> open, bool isShard = false)
    {
        FileStream stream = RegularFile.OpenRead(path);
        try
        {
            return new FileOnDisk(stream, open(stream), isShard);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Says what the file is instead, where it is of another kind.</summary>
    private static ITensorFile Open(Stream stream, TorchFormat format, Func<Stream, ITensorFile> open)
    {
        ArgumentNullException.ThrowIfNull(stream);
        StreamValidation.RequireSeekable(stream);
        try
        {
            ITensorFile tensors = open(stream);
            return stream is FileStream file && ShardIndex.IsShard(file.Name) ? new FileOnDisk(null, tensors, isShard: true) : tensors;
        }
        catch (FormatException) when (FileKinds.Of(stream) is { } kind && kind.Reader != format.Reader)
        {
            throw format.Fault($"it is {kind.What}", kind.Remedy);
        }
    }
}
