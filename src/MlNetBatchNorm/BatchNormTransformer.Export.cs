using Google.Protobuf;
using Microsoft.ML;
using MlNetBatchNorm.Files;
using MlNetBatchNorm.Onnx;
using MlNetBatchNorm.Onnx.Export;
using MlNetBatchNorm.Stock;

namespace MlNetBatchNorm;

public sealed partial class BatchNormTransformer
{
    /// <summary>Writes the transformer to a file as an ONNX model, as <see cref="SaveAsOnnx(Stream)"/> does to a stream.</summary>
    /// <param name="path">The file; an existing one is replaced, in one step. Nothing is written if the transformer cannot be exported.</param>
    /// <exception cref="ArgumentException">The path is null or empty.</exception>
    /// <exception cref="IOException">The file cannot be written; an existing one is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">The same, because of permissions.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="SaveAsOnnx(Stream)"/>.</exception>
    public void SaveAsOnnx(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ModelProto model = OnnxModel.Create(Columns);
        FileReplacement.Write(path, model.WriteTo);
    }

    /// <summary>
    /// Writes the transformer as an ONNX model (IR version 8, opset 15), for ONNX Runtime, <c>ApplyOnnxModel</c> and others. Each column becomes an
    /// input <c>[batch, dimensions]</c> for any number of rows, a BatchNormalization node, and an output of the same shape.
    /// </summary>
    /// <remarks>
    /// Inputs and outputs have the columns' names. An output with the name of an input is called "X.output", which <c>ApplyOnnxModel</c> turns back
    /// into X. Vectors of Byte and images become uint8 inputs. For an image, the input is its pixels from 0 to 255, <c>[C, H, W]</c> or
    /// <c>[H, W, C]</c> like the output, in the order of <see cref="BatchNormEstimator.Options.ImageChannels"/>, as extracted by <c>ExtractPixels</c>
    /// with <c>outputAsFloatArray: false</c>. ONNX's momentum is the weight of the old value, one minus
    /// <see cref="BatchNormParameters.Momentum"/>. It cannot express the cumulative average, for which its default of 0.9 is written. ONNX Runtime
    /// computes <c>x * scale + (bias - mean * scale)</c>, which loses digits where the mean is many deviations from zero;
    /// <see cref="Transform"/> does not.
    /// </remarks>
    /// <param name="stream">The stream to write to, at its position; left open.</param>
    /// <exception cref="ArgumentNullException">The stream is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// No statistics are tracked, or they are not finite; or "X.output" is already the name of another column.
    /// </exception>
    public void SaveAsOnnx(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        OnnxModel.Create(Columns).WriteTo(stream);
    }

    /// <summary>
    /// Makes an equivalent transformer from ML.NET's own normalizers, one per column, like those of <c>NormalizeMinMax(fixZero: false)</c>. A model
    /// that is saved with it loads where this library is not installed.
    /// </summary>
    /// <remarks>
    /// Such a normalizer has a scale and an offset per slot instead of per channel: 150,528 of each for 3×224×224 pixels. The model file takes
    /// 400 kB instead of 1 kB. The normalizer works for vectors of one size only, and takes many times as long. Its outputs agree with this transformer's to
    /// within 1e-5, relative to their size or to 1 if they are smaller: it rounds the mean, the bias and the deviation together, which loses more
    /// digits the more deviations the mean is from zero. From about a hundred deviations on, a Single may not be enough; then there is no
    /// equivalent.
    /// </remarks>
    /// <param name="mlContext">The context to make the normalizers with.</param>
    /// <returns>A transformer that adds the same columns, without the annotations of the learned values.</returns>
    /// <exception cref="ArgumentNullException">The context is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// A column has no equivalent, for a reason in the message: a weight is 0 or negative; the input is bytes or images (use
    /// <c>Conversion.ConvertType</c> or <c>ExtractPixels</c> first, and fit on its output); no finite statistics are tracked; the mean is too many
    /// deviations from zero; or two columns overwrite each other's inputs.
    /// </exception>
    public ITransformer CreateStockEquivalent(MLContext mlContext)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        return StockChain.Create(mlContext, Columns);
    }
}
