using System.Runtime.CompilerServices;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Files;
using MlNetBatchNorm.PyTorch;
using MlNetBatchNorm.PyTorch.Safetensors;

namespace MlNetBatchNorm;

public sealed partial class BatchNormParameters
{
    /// <summary>Reads a torch.nn.BatchNorm module from a safetensors file, as safetensors.torch.save_file writes it.</summary>
    /// <param name="path">The file (.safetensors); for a model in several files, its index (.safetensors.index.json) or, with the index beside it, one of them.</param>
    /// <param name="prefix">The part of the file's keys before <c>running_mean</c>, including the dot, such as "layer1.0.bn1.".</param>
    /// <param name="epsilon">The module's <c>eps</c>, which the file does not store: finite, 0 or more. Default 1e-5.</param>
    /// <returns>
    /// The parameters; in the file they may be F16, BF16, F32 or F64. <see cref="Weight"/> and <see cref="Bias"/> are null if the file has neither;
    /// if it has one, the other is zeros or ones (<c>BatchNorm2d(c, bias=False)</c>). <see cref="NumBatchesTracked"/> is 0 if the file has none.
    /// <see cref="Momentum"/> is the default, because the file does not store it.
    /// </returns>
    /// <exception cref="ArgumentNullException">The path or the prefix is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The file has no such module, and the message lists the modules it has; or <paramref name="epsilon"/> is out of range.
    /// </exception>
    /// <exception cref="FormatException">
    /// The file is damaged, or of another kind, which the message names; or a tensor has the wrong type or shape for a BatchNorm module, and the
    /// message names it.
    /// </exception>
    /// <exception cref="IOException">The file cannot be opened, or is not a regular file.</exception>
    /// <remarks>
    /// The format: https://github.com/huggingface/safetensors, "Format". Only the module's own tensors are read. From one file of several
    /// ("model-00001-of-00002.safetensors") without its index, a module is read only if all four vectors are in it, because another file may have the rest.
    /// </remarks>
    public static BatchNormParameters LoadSafetensors(string path, string prefix = "", float epsilon = Defaults.Epsilon)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        using ITensorFile file = TensorFiles.OpenSafetensors(path);
        return LayerReader.Read(file, prefix, epsilon);
    }

    /// <summary>Reads a torch.nn.BatchNorm module from a safetensors file, as safetensors.torch.save_file writes it in a stream.</summary>
    /// <param name="stream">A seekable stream that holds the file and nothing else; read from its start, and left open.</param>
    /// <param name="prefix">The part of the file's keys before <c>running_mean</c>, including the dot.</param>
    /// <param name="epsilon">The module's <c>eps</c>. Default 1e-5.</param>
    /// <returns>As for <see cref="LoadSafetensors(string, string, float)"/>.</returns>
    /// <exception cref="ArgumentNullException">The stream or the prefix is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The stream is not seekable, the file has no such module, or <paramref name="epsilon"/> is out of range.
    /// </exception>
    /// <exception cref="FormatException">As for <see cref="LoadSafetensors(string, string, float)"/>.</exception>
    public static BatchNormParameters LoadSafetensors(Stream stream, string prefix = "", float epsilon = Defaults.Epsilon)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        using ITensorFile file = TensorFiles.OpenSafetensors(stream);
        return LayerReader.Read(file, prefix, epsilon);
    }

    /// <summary>Reads all BatchNorm layers of a safetensors file.</summary>
    /// <param name="path">The file (.safetensors); for a model in several files, its index (.safetensors.index.json) or, with the index beside it, one of them.</param>
    /// <param name="epsilon">The <c>eps</c> of all layers, which the file does not store. Default 1e-5.</param>
    /// <returns>
    /// The parameters by the layer's name in the model, such as "layer1.0.bn1", in the file's order; empty if the file has no such layer. If the
    /// keys have underscores in place of dots, <c>norm_running_mean</c> belongs to the layer "norm". In a file of a single layer, the name is empty.
    /// Modules that are not valid BatchNorm layers are omitted; the overload with <c>leftOut</c> names them.
    /// </returns>
    /// <exception cref="ArgumentNullException">The path is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is not finite or less than 0.</exception>
    /// <exception cref="FormatException">The file is damaged, or not a safetensors file; the message says what it is.</exception>
    /// <exception cref="IOException">The file cannot be opened, or is not a regular file.</exception>
    public static IReadOnlyDictionary<string, BatchNormParameters> LoadSafetensorsLayers(string path, float epsilon = Defaults.Epsilon)
    {
        using ITensorFile file = TensorFiles.OpenSafetensors(path);
        return LayerReader.ReadAll(file, epsilon);
    }

    /// <summary>Reads all BatchNorm layers of a safetensors file, and names the modules that are not read.</summary>
    /// <param name="path">The file (.safetensors); for a model in several files, its index (.safetensors.index.json) or, with the index beside it, one of them.</param>
    /// <param name="leftOut">
    /// Modules that have running statistics but are not valid BatchNorm layers, by name, each with the reason: a tensor is missing, or of the wrong
    /// type or shape, or has values that are invalid for a layer, such as a NaN. Empty if there are none.
    /// </param>
    /// <param name="epsilonOf">Returns the <c>eps</c> of each layer, given its name; null for 1e-5.</param>
    /// <returns>As for <see cref="LoadSafetensorsLayers(string, float)"/>.</returns>
    /// <exception cref="ArgumentNullException">The path is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilonOf"/> returns an epsilon that is not finite or less than 0.</exception>
    /// <exception cref="FormatException">As for <see cref="LoadSafetensorsLayers(string, float)"/>.</exception>
    /// <exception cref="IOException">The file cannot be opened, or is not a regular file.</exception>
    public static IReadOnlyDictionary<string, BatchNormParameters> LoadSafetensorsLayers(
        string path, out IReadOnlyDictionary<string, string> leftOut, Func<string, float>? epsilonOf = null)
    {
        using ITensorFile file = TensorFiles.OpenSafetensors(path);
        return LayerReader.ReadAll(file, epsilonOf ?? (_ => Defaults.Epsilon), out leftOut);
    }

    /// <summary>Reads all BatchNorm layers of a safetensors file in a stream.</summary>
    /// <param name="stream">A seekable stream that holds the file and nothing else; read from its start, and left open.</param>
    /// <param name="epsilon">The <c>eps</c> of all layers, which the file does not store. Default 1e-5.</param>
    /// <returns>
    /// The parameters by the layer's name in the model, such as "layer1.0.bn1", in the file's order; empty if the file has no such layer. If the
    /// keys have underscores in place of dots, <c>norm_running_mean</c> belongs to the layer "norm". In a file of a single layer, the name is empty.
    /// Modules that are not valid BatchNorm layers are omitted; the overload with <c>leftOut</c> names them.
    /// </returns>
    /// <exception cref="ArgumentNullException">The stream is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The stream is not seekable, or <paramref name="epsilon"/> is not finite or less than 0.</exception>
    /// <exception cref="FormatException">The file is damaged, or not a safetensors file; the message says what it is.</exception>
    [OverloadResolutionPriority(-1)]
    public static IReadOnlyDictionary<string, BatchNormParameters> LoadSafetensorsLayers(Stream stream, float epsilon = Defaults.Epsilon)
    {
        using ITensorFile file = TensorFiles.OpenSafetensors(stream);
        return LayerReader.ReadAll(file, epsilon);
    }

    /// <summary>Reads all BatchNorm layers of a safetensors file in a stream, and names the modules that are not read.</summary>
    /// <param name="stream">A seekable stream that holds the file and nothing else; read from its start, and left open.</param>
    /// <param name="leftOut">
    /// Modules that have running statistics but are not valid BatchNorm layers, by name, each with the reason: a tensor is missing, or of the wrong
    /// type or shape, or has values that are invalid for a layer, such as a NaN. Empty if there are none.
    /// </param>
    /// <param name="epsilonOf">Returns the <c>eps</c> of each layer, given its name; null for 1e-5.</param>
    /// <returns>As for <see cref="LoadSafetensorsLayers(Stream, float)"/>.</returns>
    /// <exception cref="ArgumentNullException">The stream is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The stream is not seekable, or <paramref name="epsilonOf"/> returns an epsilon that is not finite or less than 0.</exception>
    /// <exception cref="FormatException">As for <see cref="LoadSafetensorsLayers(Stream, float)"/>.</exception>
    [OverloadResolutionPriority(-1)]
    public static IReadOnlyDictionary<string, BatchNormParameters> LoadSafetensorsLayers(
        Stream stream, out IReadOnlyDictionary<string, string> leftOut, Func<string, float>? epsilonOf = null)
    {
        using ITensorFile file = TensorFiles.OpenSafetensors(stream);
        return LayerReader.ReadAll(file, epsilonOf ?? (_ => Defaults.Epsilon), out leftOut);
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
}
