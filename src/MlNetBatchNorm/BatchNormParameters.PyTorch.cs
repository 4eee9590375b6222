using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.PyTorch;
using MlNetBatchNorm.PyTorch.Safetensors;
using MlNetBatchNorm.PyTorch.StateDict;

namespace MlNetBatchNorm;

public sealed partial class BatchNormParameters
{
    /// <summary>Reads a torch.nn.BatchNorm module from a safetensors file, as safetensors.torch.save_file writes it.</summary>
    /// <param name="path">The file (.safetensors).</param>
    /// <param name="prefix">What precedes <c>running_mean</c> in the file's keys, with its dot, such as "layer1.0.bn1.".</param>
    /// <param name="epsilon">
    /// The module's <c>eps</c>, which the file does not hold: finite, 0 or more, and more than 0 where a variance is 0.
    /// </param>
    /// <returns>
    /// The parameters, F16, BF16, F32 or F64 in the file. <see cref="Weight"/> and <see cref="Bias"/> are null where the file has neither;
    /// <see cref="NumBatchesTracked"/> is 0 where it has none; <see cref="Momentum"/> is the default, for the file does not hold it.
    /// </returns>
    /// <exception cref="ArgumentNullException">The path or the prefix is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The file has no such module, and the message lists what it has; or <paramref name="epsilon"/> is not as described.
    /// </exception>
    /// <exception cref="FormatException">The file is damaged, or a tensor is not what a BatchNorm module has; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <remarks>The format: https://github.com/huggingface/safetensors, "Format". Of the data, only the module's own tensors are read.</remarks>
    public static BatchNormParameters LoadSafetensors(string path, string prefix = "", float epsilon = Defaults.Epsilon)
    {
        using FileStream stream = File.OpenRead(path);
        return LoadSafetensors(stream, prefix, epsilon);
    }

    /// <summary>Reads a torch.nn.BatchNorm module from a safetensors file in a stream.</summary>
    /// <param name="stream">A seekable stream that holds the file and nothing else; read from its start, and left open.</param>
    /// <param name="prefix">What precedes <c>running_mean</c> in the file's keys.</param>
    /// <param name="epsilon">The module's <c>eps</c>.</param>
    /// <returns>As <see cref="LoadSafetensors(string, string, float)"/>.</returns>
    /// <exception cref="ArgumentNullException">The stream or the prefix is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The stream is not seekable, the file has no such module, or <paramref name="epsilon"/> is not as described.
    /// </exception>
    /// <exception cref="FormatException">The file is damaged, or a tensor is not what a BatchNorm module has; the message names it.</exception>
    public static BatchNormParameters LoadSafetensors(Stream stream, string prefix = "", float epsilon = Defaults.Epsilon)
    {
        CheckSource(stream, prefix);
        return new BatchNormModule(SafetensorsFile.Open(stream), prefix).Read(epsilon);
    }

    /// <summary>Reads every torch.nn.BatchNorm module of a safetensors file.</summary>
    /// <param name="path">The file (.safetensors).</param>
    /// <param name="epsilon">The modules' <c>eps</c>, which the file does not hold.</param>
    /// <returns>
    /// The parameters by the module's name in the model, such as "layer1.0.bn1", in the file's order; the name is empty for a file of one
    /// module. Empty if the file has no such module.
    /// </returns>
    /// <exception cref="ArgumentNullException">The path is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is not finite or less than 0.</exception>
    /// <exception cref="FormatException">The file is damaged, or a tensor is not what a BatchNorm module has; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static IReadOnlyDictionary<string, BatchNormParameters> LoadSafetensorsLayers(string path, float epsilon = Defaults.Epsilon)
    {
        using FileStream stream = File.OpenRead(path);
        return BatchNormModule.ReadAll(SafetensorsFile.Open(stream), epsilon);
    }

    /// <summary>Reads every torch.nn.BatchNorm module of what <c>torch.save(model.state_dict(), path)</c> wrote.</summary>
    /// <param name="path">The file (.pt, .pth), written by PyTorch 1.6 or later.</param>
    /// <param name="epsilon">The modules' <c>eps</c>, which the file does not hold.</param>
    /// <returns>As <see cref="LoadSafetensorsLayers"/>; of a checkpoint with dicts in a dict, the names begin with the names of these.</returns>
    /// <exception cref="ArgumentNullException">The path is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is not finite or less than 0.</exception>
    /// <exception cref="FormatException">As <see cref="LoadStateDict(string, string, float)"/>.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static IReadOnlyDictionary<string, BatchNormParameters> LoadStateDictLayers(string path, float epsilon = Defaults.Epsilon)
    {
        using FileStream stream = File.OpenRead(path);
        using TorchArchive archive = TorchArchive.Open(stream);
        return BatchNormModule.ReadAll(new StateDictFile(archive), epsilon);
    }

    /// <summary>Reads a torch.nn.BatchNorm module from what <c>torch.save(model.state_dict(), path)</c> wrote.</summary>
    /// <param name="path">The file (.pt, .pth), written by PyTorch 1.6 or later.</param>
    /// <param name="prefix">
    /// What precedes <c>running_mean</c> in the file's keys, with its dot, such as "layer1.0.bn1."; of a checkpoint that has state dicts
    /// in a dict, the names of both: "state_dict.layer1.0.bn1.".
    /// </param>
    /// <param name="epsilon">The module's <c>eps</c>, which the file does not hold.</param>
    /// <returns>As <see cref="LoadSafetensors(string, string, float)"/>, of the same four types of numbers.</returns>
    /// <exception cref="ArgumentNullException">The path or the prefix is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The file has no such module, and the message lists what it has; or <paramref name="epsilon"/> is not as described.
    /// </exception>
    /// <exception cref="FormatException">
    /// The file is damaged, a tensor is not what a BatchNorm module has, or the file holds more than tensors, such as a whole module
    /// (<c>torch.save(model)</c>); the message names what it is.
    /// </exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <remarks>
    /// Such a file is a Python pickle in a zip archive. This reader knows the few opcodes and names of a state dict and refuses all others:
    /// nothing in the file is ever run, and no size that the file declares is believed. Only the module's own tensors are read.
    /// </remarks>
    public static BatchNormParameters LoadStateDict(string path, string prefix = "", float epsilon = Defaults.Epsilon)
    {
        using FileStream stream = File.OpenRead(path);
        return LoadStateDict(stream, prefix, epsilon);
    }

    /// <summary>Reads a torch.nn.BatchNorm module from what <c>torch.save(model.state_dict(), stream)</c> wrote.</summary>
    /// <param name="stream">A seekable stream that holds the file and nothing else; read from its start, and left open.</param>
    /// <param name="prefix">What precedes <c>running_mean</c> in the file's keys.</param>
    /// <param name="epsilon">The module's <c>eps</c>.</param>
    /// <returns>As <see cref="LoadSafetensors(string, string, float)"/>.</returns>
    /// <exception cref="ArgumentNullException">The stream or the prefix is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The stream is not seekable, the file has no such module, or <paramref name="epsilon"/> is not as described.
    /// </exception>
    /// <exception cref="FormatException">As <see cref="LoadStateDict(string, string, float)"/>.</exception>
    public static BatchNormParameters LoadStateDict(Stream stream, string prefix = "", float epsilon = Defaults.Epsilon)
    {
        CheckSource(stream, prefix);
        using TorchArchive archive = TorchArchive.Open(stream);
        return new BatchNormModule(new StateDictFile(archive), prefix).Read(epsilon);
    }

    /// <summary>
    /// Writes a safetensors file that <c>module.load_state_dict(safetensors.torch.load_file(path))</c> reads: <c>running_mean</c>,
    /// <c>running_var</c>, <c>weight</c> and <c>bias</c> as F32 of shape <c>[C]</c> (the last two only where they are not null), and
    /// <c>num_batches_tracked</c> as I64 of shape <c>[]</c>. The same parameters give the same bytes.
    /// </summary>
    /// <param name="path">The file to write; one that is there is overwritten.</param>
    /// <param name="prefix">What to put before the keys, such as "layer1.0.bn1.".</param>
    /// <exception cref="ArgumentNullException">The path or the prefix is null.</exception>
    /// <exception cref="InvalidOperationException">The running statistics are not tracked, or not finite.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void SaveSafetensors(string path, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(prefix);
        File.WriteAllBytes(path, SafetensorsWriter.Write(this, prefix));
    }

    /// <summary>As <see cref="SaveSafetensors(string, string)"/>, to a stream.</summary>
    /// <param name="stream">The stream to write to, at its position; left open.</param>
    /// <param name="prefix">What to put before the keys.</param>
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
