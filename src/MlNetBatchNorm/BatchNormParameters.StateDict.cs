using System.Runtime.CompilerServices;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.PyTorch;

namespace MlNetBatchNorm;

public sealed partial class BatchNormParameters
{
    /// <summary>Reads a torch.nn.BatchNorm module from a file that <c>torch.save(model.state_dict(), path)</c> wrote.</summary>
    /// <param name="path">The file (.pt, .pth), written by PyTorch of any version from 0.1.10; for a model in several files, its index (.bin.index.json).</param>
    /// <param name="prefix">
    /// The part of the file's keys before <c>running_mean</c>, including the dot, such as "layer1.0.bn1.". In a checkpoint that nests its state
    /// dict, it starts with the outer key: "state_dict.layer1.0.bn1.".
    /// </param>
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
    /// The file is damaged, or of another kind, which the message names; it holds a whole module
    /// (<c>torch.save(model)</c>) instead of tensors; or a tensor has the wrong type or shape for a BatchNorm module, and the message names it.
    /// </exception>
    /// <exception cref="IOException">The file cannot be opened, or is not a regular file.</exception>
    /// <remarks>
    /// Such a file is a Python pickle with its tensors' bytes in a zip archive, or, before PyTorch 1.6, after it. Nothing in it is run or imported: anything
    /// except dicts, lists, tuples, text, numbers and tensors is skipped, and is an error only if a tensor that is read depends on it. No
    /// size that the file declares is trusted. Only the module's own tensors are read.
    /// </remarks>
    public static BatchNormParameters LoadStateDict(string path, string prefix = "", float epsilon = Defaults.Epsilon)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        using ITensorFile file = TensorFiles.OpenStateDict(path);
        return LayerReader.Read(file, prefix, epsilon);
    }

    /// <summary>Reads a torch.nn.BatchNorm module from a file that <c>torch.save(model.state_dict(), path)</c> wrote in a stream.</summary>
    /// <param name="stream">A seekable stream that holds the file and nothing else; read from its start, and left open.</param>
    /// <param name="prefix">The part of the file's keys before <c>running_mean</c>, including the dot.</param>
    /// <param name="epsilon">The module's <c>eps</c>. Default 1e-5.</param>
    /// <returns>As for <see cref="LoadStateDict(string, string, float)"/>.</returns>
    /// <exception cref="ArgumentNullException">The stream or the prefix is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The stream is not seekable, the file has no such module, or <paramref name="epsilon"/> is out of range.
    /// </exception>
    /// <exception cref="FormatException">As for <see cref="LoadStateDict(string, string, float)"/>.</exception>
    public static BatchNormParameters LoadStateDict(Stream stream, string prefix = "", float epsilon = Defaults.Epsilon)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        using ITensorFile file = TensorFiles.OpenStateDict(stream);
        return LayerReader.Read(file, prefix, epsilon);
    }

    /// <summary>Reads all BatchNorm layers of a file that <c>torch.save</c> wrote.</summary>
    /// <param name="path">The file (.pt, .pth), written by PyTorch of any version from 0.1.10; for a model in several files, its index (.bin.index.json).</param>
    /// <param name="epsilon">The <c>eps</c> of all layers, which the file does not store. Default 1e-5.</param>
    /// <returns>
    /// The parameters by the layer's name in the model, such as "layer1.0.bn1", in the file's order; empty if the file has no such layer. If the
    /// keys have underscores in place of dots, <c>norm_running_mean</c> belongs to the layer "norm". In a file of a single layer, the name is empty. In a checkpoint
    /// that nests its state dict, the names start with the outer key.
    /// Modules that are not valid BatchNorm layers are omitted; the overload with <c>leftOut</c> names them.
    /// </returns>
    /// <exception cref="ArgumentNullException">The path is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilon"/> is not finite or less than 0.</exception>
    /// <exception cref="FormatException">The file is damaged, or not a file that <c>torch.save</c> wrote; the message says what it is.</exception>
    /// <exception cref="IOException">The file cannot be opened, or is not a regular file.</exception>
    public static IReadOnlyDictionary<string, BatchNormParameters> LoadStateDictLayers(string path, float epsilon = Defaults.Epsilon)
    {
        using ITensorFile file = TensorFiles.OpenStateDict(path);
        return LayerReader.ReadAll(file, epsilon);
    }

    /// <summary>Reads all BatchNorm layers of a file that <c>torch.save</c> wrote, and names the modules that are not read.</summary>
    /// <param name="path">The file (.pt, .pth), written by PyTorch of any version from 0.1.10; for a model in several files, its index (.bin.index.json).</param>
    /// <param name="leftOut">
    /// Modules that have running statistics but are not valid BatchNorm layers, by name, each with the reason: a tensor is missing, or of the wrong
    /// type or shape, or has values that are invalid for a layer, such as a NaN. Empty if there are none.
    /// </param>
    /// <param name="epsilonOf">Returns the <c>eps</c> of each layer, given its name; null for 1e-5.</param>
    /// <returns>As for <see cref="LoadStateDictLayers(string, float)"/>.</returns>
    /// <exception cref="ArgumentNullException">The path is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="epsilonOf"/> returns an epsilon that is not finite or less than 0.</exception>
    /// <exception cref="FormatException">As for <see cref="LoadStateDictLayers(string, float)"/>.</exception>
    /// <exception cref="IOException">The file cannot be opened, or is not a regular file.</exception>
    public static IReadOnlyDictionary<string, BatchNormParameters> LoadStateDictLayers(
        string path, out IReadOnlyDictionary<string, string> leftOut, Func<string, float>? epsilonOf = null)
    {
        using ITensorFile file = TensorFiles.OpenStateDict(path);
        return LayerReader.ReadAll(file, epsilonOf ?? (_ => Defaults.Epsilon), out leftOut);
    }

    /// <summary>Reads all BatchNorm layers of a file that <c>torch.save</c> wrote in a stream.</summary>
    /// <param name="stream">A seekable stream that holds the file and nothing else; read from its start, and left open.</param>
    /// <param name="epsilon">The <c>eps</c> of all layers, which the file does not store. Default 1e-5.</param>
    /// <returns>
    /// The parameters by the layer's name in the model, such as "layer1.0.bn1", in the file's order; empty if the file has no such layer. If the
    /// keys have underscores in place of dots, <c>norm_running_mean</c> belongs to the layer "norm". In a file of a single layer, the name is empty.
    /// Modules that are not valid BatchNorm layers are omitted; the overload with <c>leftOut</c> names them.
    /// </returns>
    /// <exception cref="ArgumentNullException">The stream is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The stream is not seekable, or <paramref name="epsilon"/> is not finite or less than 0.</exception>
    /// <exception cref="FormatException">The file is damaged, or not a file that <c>torch.save</c> wrote; the message says what it is.</exception>
    [OverloadResolutionPriority(-1)]
    public static IReadOnlyDictionary<string, BatchNormParameters> LoadStateDictLayers(Stream stream, float epsilon = Defaults.Epsilon)
    {
        using ITensorFile file = TensorFiles.OpenStateDict(stream);
        return LayerReader.ReadAll(file, epsilon);
    }

    /// <summary>Reads all BatchNorm layers of a file that <c>torch.save</c> wrote in a stream, and names the modules that are not read.</summary>
    /// <param name="stream">A seekable stream that holds the file and nothing else; read from its start, and left open.</param>
    /// <param name="leftOut">
    /// Modules that have running statistics but are not valid BatchNorm layers, by name, each with the reason: a tensor is missing, or of the wrong
    /// type or shape, or has values that are invalid for a layer, such as a NaN. Empty if there are none.
    /// </param>
    /// <param name="epsilonOf">Returns the <c>eps</c> of each layer, given its name; null for 1e-5.</param>
    /// <returns>As for <see cref="LoadStateDictLayers(Stream, float)"/>.</returns>
    /// <exception cref="ArgumentNullException">The stream is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The stream is not seekable, or <paramref name="epsilonOf"/> returns an epsilon that is not finite or less than 0.</exception>
    /// <exception cref="FormatException">As for <see cref="LoadStateDictLayers(Stream, float)"/>.</exception>
    [OverloadResolutionPriority(-1)]
    public static IReadOnlyDictionary<string, BatchNormParameters> LoadStateDictLayers(
        Stream stream, out IReadOnlyDictionary<string, string> leftOut, Func<string, float>? epsilonOf = null)
    {
        using ITensorFile file = TensorFiles.OpenStateDict(stream);
        return LayerReader.ReadAll(file, epsilonOf ?? (_ => Defaults.Epsilon), out leftOut);
    }
}
