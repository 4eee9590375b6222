using System.Runtime.CompilerServices;
using Microsoft.ML.Data;
using MlNetBatchNorm;
using MlNetBatchNorm.Access;

namespace Microsoft.ML;

/// <summary>Pretrained ONNX networks that adapt to one's own images, among the transforms of an <see cref="MLContext"/>.</summary>
public static class OnnxAdaptationCatalog
{
    /// <summary>
    /// As <c>ApplyOnnxModel</c>, but <c>Fit</c> first re-estimates the running mean and variance of every BatchNormalization layer of the model
    /// on the rows that it is given, without labels and without gradients: for a network trained elsewhere that meets another camera, light
    /// or scanner.
    /// </summary>
    /// <remarks>
    /// <list type="table">
    /// <listheader><term>Characteristic</term><description></description></listheader>
    /// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>Yes: one pass, or one per level of layers for a model with a fixed batch of 1</description></item>
    /// <item><term>Input column data type</term><description>Vector of known size, as long as one image of the model, of Single, Double or Byte as the model takes them</description></item>
    /// <item><term>Output column data type</term><description>As with ApplyOnnxModel: vector of the type that the model gives</description></item>
    /// <item><term>Exportable to ONNX</term><description>No; the adapted model is an ONNX model inside the OnnxTransformer</description></item>
    /// <item><term>Required NuGet in addition to Microsoft.ML</term><description>MlNetBatchNorm.OnnxTransformer, which brings Microsoft.ML.OnnxTransformer and Microsoft.ML.OnnxRuntime</description></item>
    /// </list>
    /// </remarks>
    /// <example>
    /// <code language="csharp">
    /// var mlContext = new MLContext();
    /// IDataView rows = mlContext.Data.LoadFromEnumerable(new[]
    /// {
    ///     new { Area = 62f, Rooms = 3f },
    ///     new { Area = 64f, Rooms = 1f },
    ///     new { Area = 66f, Rooms = 2f },
    /// });
    /// rows = mlContext.Transforms.Concatenate("input", "Area", "Rooms").Fit(rows).Transform(rows);
    ///
    /// // A model of one layer, which still has the statistics of other data: means of 0 and variances of 1.
    /// var other = new BatchNormParameters(runningMean: [0, 0], runningVariance: [1, 1], epsilon: 0);
    /// mlContext.Transforms.NormalizeBatch("output", "input", other).Fit(rows).SaveAsOnnx("model.onnx");
    ///
    /// using OnnxTransformer adapted = mlContext.Transforms.AdaptOnnxModel("output", "input", "model.onnx").Fit(rows);
    /// foreach (float[] row in adapted.Transform(rows).GetColumn&lt;float[]&gt;("output"))
    ///     Console.WriteLine($"{row[0],2} {row[1],2}");
    ///
    /// // Output:
    /// // -1  1
    /// //  0 -1
    /// //  1  0
    /// </code>
    /// </example>
    /// <param name="catalog">The transforms' catalog.</param>
    /// <param name="outputColumnName">The column to make; an output of the model.</param>
    /// <param name="inputColumnName">
    /// The column to read; the one input of the model. A vector of known size, as long as one image of the model's, of Single, Double or Byte as
    /// the model takes them.
    /// </param>
    /// <param name="modelFile">The ONNX model (.onnx), opset 7 or later, with its BatchNormalization nodes kept at export.</param>
    /// <param name="options">What to do; null for the defaults.</param>
    /// <returns>An estimator whose <c>Fit</c> gives ML.NET's own OnnxTransformer, on the adapted model.</returns>
    /// <exception cref="ArgumentNullException">The catalog is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A name is empty, or is not an input or output of the model; an option is out of its range, and every such option is named.
    /// </exception>
    /// <exception cref="FormatException">The model is damaged.</exception>
    /// <exception cref="InvalidOperationException">
    /// The model has no BatchNormalization node left, or cannot be adapted for another reason; the message says why and what to do. Or this
    /// process has loaded an ML.NET that the library is not made for.
    /// </exception>
    /// <exception cref="IOException">The model file cannot be opened.</exception>
    public static OnnxAdaptationEstimator AdaptOnnxModel(
        this TransformsCatalog catalog,
        string outputColumnName,
        string inputColumnName,
        string modelFile,
        OnnxAdaptationOptions? options = null)
    {
        MlNetVersion.Check();
        MlNetVersion.Check(typeof(OnnxCatalog), "Microsoft.ML.OnnxTransformer");
        ArgumentNullException.ThrowIfNull(catalog);
        return Create(catalog, outputColumnName, inputColumnName, modelFile, options ?? new OnnxAdaptationOptions());
    }

    // Not inlined: with another ML.NET, what stands here must not even be compiled before the version was checked.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static OnnxAdaptationEstimator Create(
        TransformsCatalog catalog, string outputColumnName, string inputColumnName, string modelFile, OnnxAdaptationOptions options) =>
        new(catalog, catalog.GetEnvironment(), outputColumnName, inputColumnName, modelFile, options);
}
