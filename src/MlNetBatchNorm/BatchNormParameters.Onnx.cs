using System.Runtime.CompilerServices;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Files;
using MlNetBatchNorm.Onnx.Import;

namespace MlNetBatchNorm;

public sealed partial class BatchNormParameters
{
    /// <summary>
    /// Reads a BatchNormalization node from an ONNX model, from any framework: weight, bias, mean, variance, epsilon and momentum.
    /// </summary>
    /// <param name="path">The file (.onnx), of any opset from 7 on.</param>
    /// <param name="nodeName">
    /// The node's name, or the name of its output, as Netron shows them; may be empty if the model has only one such node.
    /// </param>
    /// <returns>
    /// The parameters; in the file they may be FLOAT, DOUBLE, FLOAT16 or BFLOAT16, and DOUBLE keeps its precision. If the node's mean is 0, the mean is that of a Sub
    /// before it, as <see cref="BatchNormTransformer.SaveAsOnnx(string)"/> writes it. <see cref="Momentum"/> is one minus ONNX's, which is the weight of the
    /// old value; it is null if that is 1, which PyTorch's exporters write for <c>momentum=None</c>. <see cref="NumBatchesTracked"/> is 0 and
    /// <see cref="Layout"/> is Auto, because the file stores neither.
    /// </returns>
    /// <exception cref="ArgumentNullException">The path or the name is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The model has no such node, or several; the message lists those that it has.</exception>
    /// <exception cref="FormatException">The file is damaged, or a value has the wrong type or shape for such a node; the message names it.</exception>
    /// <exception cref="IOException">The file, or an external data file, cannot be opened, or is not a regular file.</exception>
    /// <remarks>
    /// The format: https://github.com/onnx/onnx, onnx/onnx.proto3. Only the node's own weights are read, including those in external data files in the
    /// model's folder. Nodes inside the branches and loops of a model are not found.
    /// </remarks>
    public static BatchNormParameters LoadOnnx(string path, string nodeName = "")
    {
        ArgumentNullException.ThrowIfNull(nodeName);
        using FileStream stream = RegularFile.OpenRead(path);
        return ModelErrors.Naming(path, () => LoadOnnx(stream, nodeName, new ModelFolder(path)));
    }

    /// <summary>Reads a BatchNormalization node from an ONNX model in a stream.</summary>
    /// <param name="stream">A seekable stream that holds the model and nothing else; read from its start, and left open.</param>
    /// <param name="nodeName">As for <see cref="LoadOnnx(string, string)"/>.</param>
    /// <returns>As for <see cref="LoadOnnx(string, string)"/>.</returns>
    /// <exception cref="ArgumentNullException">The stream or the name is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The stream is not seekable; or the model has no such node, or several.</exception>
    /// <exception cref="FormatException">As for <see cref="LoadOnnx(string, string)"/>; or a value is in an external data file.</exception>
    [OverloadResolutionPriority(-1)]
    public static BatchNormParameters LoadOnnx(Stream stream, string nodeName = "")
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(nodeName);
        StreamValidation.RequireSeekable(stream);
        return LoadOnnx(stream, nodeName, folder: null);
    }

    private static BatchNormParameters LoadOnnx(Stream stream, string nodeName, ModelFolder? folder)
    {
        OnnxFile file = OnnxFile.Open(stream);
        return BatchNormNodes.Find(file.BatchNorms, nodeName).Read(file.Values(folder), file.Subtraction);
    }
}
