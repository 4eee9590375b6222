using System.Runtime.CompilerServices;
using Microsoft.ML.Data;
using MlNetBatchNorm;
using MlNetBatchNorm.Access;

namespace Microsoft.ML;

/// <summary>Adds the adaptation of pretrained ONNX networks to the transforms of an <see cref="MLContext"/>.</summary>
public static class OnnxAdaptationCatalog
{
    /// <summary>
    /// Like <c>ApplyOnnxModel</c>, but <c>Fit</c> first re-estimates the running mean and variance of every BatchNormalization layer of the model
    /// on the given rows, without labels or gradients: for images from another camera, lighting or scanner than those the network was
    /// trained on.
    /// </summary>
    /// <remarks>
    /// <list type="table">
    /// <listheader><term>Characteristic</term><description></description></listheader>
    /// <item><term>Does this estimator need to look at the data to train its parameters?</term><description>Yes: one pass, or one per level of layers for a model with a fixed batch of 1</description></item>
    /// <item><term>Input column data type</term><description>Vector of known size, as long as one image of the model, of the type that the model takes: Single, Double or Byte</description></item>
    /// <item><term>Output column data type</term><description>As with ApplyOnnxModel: vector of the model's output type</description></item>
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
    /// <param name="outputColumnName">The column to add; an output of the model.</param>
    /// <param name="inputColumnName">
    /// The column to read; the only input of the model. A vector of known size, as long as one image of the model, of the type that the model takes:
    /// Single, Double or Byte.
    /// </param>
    /// <param name="modelFile">The ONNX model (.onnx), opset 7 or later, with its BatchNormalization nodes kept at export.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <returns>An estimator whose <c>Fit</c> returns ML.NET's own OnnxTransformer, on the adapted model.</returns>
    /// <exception cref="ArgumentNullException">The catalog is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A name is empty, or is not an input or output of the model; an option is out of its range, and every such option is named.
    /// </exception>
    /// <exception cref="FormatException">The model is damaged.</exception>
    /// <exception cref="InvalidOperationException">
    /// The model has no BatchNormalization nodes, or cannot be adapted for another reason; the message says why and what to do. Or this
    /// process has loaded a version of ML.NET that the library does not support.
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
