using Google.Protobuf;
using Microsoft.ML;
using MlNetBatchNorm.Onnx;
using MlNetBatchNorm.Onnx.Export;
using MlNetBatchNorm.Stock;

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

    /// <summary>
    /// The same map in transforms of ML.NET alone: a chain of normalizers as <c>NormalizeMinMax(fixZero: false)</c> gives them, one for each
    /// column. A model that is saved with it loads where this library is not installed.
    /// </summary>
    /// <remarks>
    /// Its price: such a normalizer has a scale and an offset for every slot, not for every channel (of 3×224×224 pixels 150,528 each, which
    /// take 400 kB in the model file; this transformer takes 1 kB), serves vectors of that one size, and takes many times as long. Its outputs
    /// are within 1e-5 of this transformer's, of their size and of 1 where they are smaller: it rounds the mean, the bias and the deviation
    /// together, which is the less exact the more deviations the mean is from zero. From about a hundred on a Single may not hold them; then no
    /// equivalent is given.
    /// </remarks>
    /// <param name="mlContext">The context that the normalizers belong to.</param>
    /// <returns>A transformer that makes the same columns, without their annotations of what was learned.</returns>
    /// <exception cref="ArgumentNullException">The context is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// A column has no such equivalent, and the message says why: a weight is 0 or negative; it is made of bytes or images (put
    /// <c>Conversion.ConvertType</c> or <c>ExtractPixels</c> before, and fit on that); it has no statistics, or none that are finite; its mean
    /// is too many deviations from zero; or two columns are written over each other's inputs.
    /// </exception>
    public ITransformer CreateStockEquivalent(MLContext mlContext)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        return StockChain.Create(mlContext, Columns);
    }
}
