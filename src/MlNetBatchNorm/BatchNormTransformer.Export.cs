using Google.Protobuf;
using MlNetBatchNorm.Onnx;

namespace MlNetBatchNorm;

public sealed partial class BatchNormTransformer
{
    /// <summary>Writes the transformer to a file as an ONNX model; see <see cref="SaveAsOnnx(Stream)"/>.</summary>
    /// <param name="path">The file; one that is there is replaced. Nothing is written if the transformer cannot be an ONNX model.</param>
    /// <exception cref="ArgumentException">The path is null or empty.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="SaveAsOnnx(Stream)"/>.</exception>
    public void SaveAsOnnx(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelProto model = OnnxModel.Create(Columns);
        using FileStream file = File.Create(path);
        model.WriteTo(file);
    }

    /// <summary>
    /// Writes the transformer as an ONNX model (IR version 8, opset 15) that runs wherever ONNX does, with <c>ApplyOnnxModel</c> for one: for
    /// each column an input <c>[batch, dimensions]</c> of any number of rows, a BatchNormalization node, and an output of the same shape.
    /// </summary>
    /// <remarks>
    /// Input and output are named as the columns; an output that has the name of an input is called "X.output", which <c>ApplyOnnxModel</c>
    /// turns into X again. Vectors of Byte are uint8 inputs, and so are images: what goes in are their pixels from 0 to 255, <c>[C, H, W]</c>
    /// or <c>[H, W, C]</c> as the output, in the order of <see cref="BatchNormEstimator.Options.ImageChannels"/>, as <c>ExtractPixels</c>
    /// gives them with <c>outputAsFloatArray: false</c>. ONNX's momentum is the weight of the old value, one minus
    /// <see cref="BatchNormParameters.Momentum"/>; for the cumulative average, which it has no number for, its default of 0.9 is written.
    /// ONNX Runtime computes <c>x * scale + (bias - mean * scale)</c>, which loses digits where the mean is many deviations from zero; see
    /// <see cref="Transform"/>, which does not.
    /// </remarks>
    /// <param name="stream">Where to write; it stays open.</param>
    /// <exception cref="ArgumentNullException">The stream is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// No statistics are tracked, or they are not finite; or an output's name, with ".output" at its end, is another column's.
    /// </exception>
    public void SaveAsOnnx(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        OnnxModel.Create(Columns).WriteTo(stream);
    }
}
