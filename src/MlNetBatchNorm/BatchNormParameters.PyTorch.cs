using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Files;
using MlNetBatchNorm.PyTorch;
using MlNetBatchNorm.PyTorch.Safetensors;
using MlNetBatchNorm.PyTorch.StateDict;

namespace MlNetBatchNorm;

public sealed partial class BatchNormParameters
{
    /// <summary>Reads a torch.nn.BatchNorm module from a safetensors file, as safetensors.torch.save_file writes it.</summary>
    /// <param name="path">The file (.safetensors).</param>
    /// <param name="prefix">The part of the file's keys before <c>running_mean</c>, including the dot, such as "layer1.0.bn1.".</param>
    /// <param name="epsilon">
    /// The module's <c>eps</c>, which the file does not store: finite, 0 or more. Default 1e-5.
    /// </param>
    /// <returns>
    /// The parameters; in the file they may be F16, BF16, F32 or F64. <see cref="Weight"/> and <see cref="Bias"/> are null if the file has neither,
    /// and <see cref="NumBatchesTracked"/> is 0 if it has none. <see cref="Momentum"/> is the default, because the file does not store it.
    /// </returns>
    /// <exception cref="ArgumentNullException">The path or the prefix is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The file has no such module, and the message lists the modules it has; or <paramref name="epsilon"/> is out of range.
    /// </exception>
    /// <exception cref="FormatException">The file is damaged, or a tensor has the wrong type or shape for a BatchNorm module; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be opened, or is not a regular file.</exception>
    /// <remarks>The format: https://github.com/huggingface/safetensors, "Format". Only the module's own tensors are read.</remarks>
    public static BatchNormParameters LoadSafetensors(string path, string prefix = "", float epsilon = Defaults.Epsilon)
    {
        using FileStream stream = RegularFile.OpenRead(path);
        return LoadSafetensors(stream, prefix, epsilon);
    }

    /// <summary>Reads a torch.nn.BatchNorm module from a safetensors file in a stream.</summary>
    /// <param name="stream">A seekable stream that holds the file and nothing else; read from its start, and left open.</param>
    /// <param name="prefix">The part of the file's keys before <c>running_mean</c>, including the dot.</param>
    /// <param name="epsilon">The module's <c>eps</c>. Default 1e-5.</param>
    /// <returns>As for <see cref="LoadSafetensors(string, string, float)"/>.</returns>
    /// <exception cref="ArgumentNullException">The stream or the prefix is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The stream is not seekable, the file has no such module, or <paramref name="epsilon"/> is out of range.
    /// </exception>
    /// <exception cref="FormatException">The file is damaged, or a tensor has the wrong type or shape for a BatchNorm module; the message names it.</exception>
    public static BatchNormParameters LoadSafetensors(Stream stream, string prefix = "", float epsilon = Defaults.Epsilon)
    {
        CheckSource(stream, prefix);
        return new BatchNormModule(SafetensorsFile.Open(stream), prefix).Read(epsilon);
    }

    /// <summary>Reads all torch.nn.BatchNorm modules of a safetensors file.</summary>
    /// <param name="path">The file (.safetensors).</param>
    /// <param name="epsilon">The <c>eps</c> of all modules, which the file does not store. Default 1e-5.</param>
    /// <returns>
    /// The parameters by the module's name in the model, such as "layer1.0.bn1", in the file's order; empty if the file has no such module. In a
    /// file of a single module, the name is empty.
    /// </returns>
    /// <exception cref="ArgumentNullException">The path is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is not finite or less than 0.</exception>
    /// <exception cref="FormatException">The file is damaged, or a tensor has the wrong type or shape for a BatchNorm module; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be opened, or is not a regular file.</exception>
    public static IReadOnlyDictionary<string, BatchNormParameters> LoadSafetensorsLayers(string path, float epsilon = Defaults.Epsilon)
    {
        using FileStream stream = RegularFile.OpenRead(path);
        return BatchNormModule.ReadAll(SafetensorsFile.Open(stream), epsilon);
    }

    /// <summary>Reads all torch.nn.BatchNorm modules of a file that <c>torch.save(model.state_dict(), path)</c> wrote.</summary>
    /// <param name="path">The file (.pt, .pth), written by PyTorch 1.6 or later.</param>
    /// <param name="epsilon">The <c>eps</c> of all modules, which the file does not store. Default 1e-5.</param>
    /// <returns>As for <see cref="LoadSafetensorsLayers"/>. In a checkpoint that nests its state dict, the names start with the outer key.</returns>
    /// <exception cref="ArgumentNullException">The path is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is not finite or less than 0.</exception>
    /// <exception cref="FormatException">As for <see cref="LoadStateDict(string, string, float)"/>.</exception>
    /// <exception cref="IOException">The file cannot be opened, or is not a regular file.</exception>
    public static IReadOnlyDictionary<string, BatchNormParameters> LoadStateDictLayers(string path, float epsilon = Defaults.Epsilon)
    {
        using FileStream stream = RegularFile.OpenRead(path);
        using TorchArchive archive = TorchArchive.Open(stream);
        return BatchNormModule.ReadAll(new StateDictFile(archive), epsilon);
    }

    /// <summary>Reads a torch.nn.BatchNorm module from a file that <c>torch.save(model.state_dict(), path)</c> wrote.</summary>
    /// <param name="path">The file (.pt, .pth), written by PyTorch 1.6 or later.</param>
    /// <param name="prefix">
    /// The part of the file's keys before <c>running_mean</c>, including the dot, such as "layer1.0.bn1.". In a checkpoint that nests its state
    /// dict, it starts with the outer key: "state_dict.layer1.0.bn1.".
    /// </param>
    /// <param name="epsilon">The module's <c>eps</c>, which the file does not store: finite, 0 or more. Default 1e-5.</param>
    /// <returns>As for <see cref="LoadSafetensors(string, string, float)"/>, with the same four types.</returns>
    /// <exception cref="ArgumentNullException">The path or the prefix is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The file has no such module, and the message lists the modules it has; or <paramref name="epsilon"/> is out of range.
    /// </exception>
    /// <exception cref="FormatException">
    /// The file is damaged; a tensor has the wrong type or shape for a BatchNorm module; or the file has other objects than tensors, such as a
    /// whole module (<c>torch.save(model)</c>). The message names it.
    /// </exception>
    /// <exception cref="IOException">The file cannot be opened, or is not a regular file.</exception>
    /// <remarks>
    /// Such a file is a Python pickle in a zip archive. This reader accepts only the few opcodes and names of a state dict: it never runs anything
    /// in the file, and trusts no size that the file declares. Only the module's own tensors are read.
    /// </remarks>
    public static BatchNormParameters LoadStateDict(string path, string prefix = "", float epsilon = Defaults.Epsilon)
    {
        using FileStream stream = RegularFile.OpenRead(path);
        return LoadStateDict(stream, prefix, epsilon);
    }

    /// <summary>Reads a torch.nn.BatchNorm module from a stream that <c>torch.save(model.state_dict(), stream)</c> wrote.</summary>
    /// <param name="stream">A seekable stream that holds the file and nothing else; read from its start, and left open.</param>
    /// <param name="prefix">The part of the file's keys before <c>running_mean</c>, including the dot.</param>
    /// <param name="epsilon">The module's <c>eps</c>. Default 1e-5.</param>
    /// <returns>As for <see cref="LoadSafetensors(string, string, float)"/>.</returns>
    /// <exception cref="ArgumentNullException">The stream or the prefix is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The stream is not seekable, the file has no such module, or <paramref name="epsilon"/> is out of range.
    /// </exception>
    /// <exception cref="FormatException">As for <see cref="LoadStateDict(string, string, float)"/>.</exception>
    public static BatchNormParameters LoadStateDict(Stream stream, string prefix = "", float epsilon = Defaults.Epsilon)
    {
        CheckSource(stream, prefix);
        using TorchArchive archive = TorchArchive.Open(stream);
        return new BatchNormModule(new StateDictFile(archive), prefix).Read(epsilon);
    }

    /// <summary>
    /// Writes a safetensors file that <c>module.load_state_dict(safetensors.torch.load_file(path))</c> reads: <c>running_mean</c>,
    /// <c>running_var</c>, <c>weight</c> and <c>bias</c> as F32 of shape <c>[C]</c> (the last two unless they are null), and
    /// <c>num_batches_tracked</c> as I64 of shape <c>[]</c>. Equal parameters give equal bytes. The file does not store epsilon, momentum,
    /// <see cref="Layout"/> and <see cref="ImageChannels"/>; <see cref="ToJson"/> does.
    /// </summary>
    /// <param name="path">The file to write; an existing one is replaced, in one step.</param>
    /// <param name="prefix">The prefix of the keys, such as "layer1.0.bn1.".</param>
    /// <exception cref="ArgumentNullException">The path or the prefix is null.</exception>
    /// <exception cref="InvalidOperationException">The running statistics are not tracked, or not finite.</exception>
    /// <exception cref="IOException">The file cannot be written; an existing one is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, because of permissions.</exception>
    public void SaveSafetensors(string path, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(prefix);
        byte[] bytes = SafetensorsWriter.Write(this, prefix);
        FileReplacement.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>Writes to a stream as <see cref="SaveSafetensors(string, string)"/> does to a file.</summary>
    /// <param name="stream">The stream to write to, at its position; left open.</param>
    /// <param name="prefix">The prefix of the keys.</param>
    /// <exception cref="ArgumentNullException">The stream or the prefix is null.</exception>
    /// <exception cref="InvalidOperationException">The running statistics are not tracked, or not finite.</exception>
    public void SaveSafetensors(Stream stream, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(prefix);
        stream.Write(SafetensorsWriter.Write(this, prefix));
    }

    private static void CheckSource(Stream stream, string prefix)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(prefix);
        StreamValidation.RequireSeekable(stream);
    }
}
