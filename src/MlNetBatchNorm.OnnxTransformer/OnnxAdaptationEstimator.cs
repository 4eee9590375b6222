using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Onnx;
using MlNetBatchNorm.Onnx.Import;
using MlNetBatchNorm.OnnxAdaptation.Arguments;
using MlNetBatchNorm.OnnxAdaptation.Graph;
using MlNetBatchNorm.OnnxAdaptation.Running;

namespace MlNetBatchNorm;

/// <summary>
/// Adapts a pretrained ONNX model to the images that it is fitted on. Made by
/// <see cref="OnnxAdaptationCatalog.AdaptOnnxModel(TransformsCatalog, string, string, string, OnnxAdaptationOptions)"/>.
/// </summary>
/// <remarks>
/// <para>
/// Every BatchNormalization layer gets the mean and variance of its input for these images; nothing else in the model changes. This is AdaBN: Li et
/// al., "Revisiting Batch Normalization For Practical Domain Adaptation", 2016. A model that takes batches of any size is run once, in batches; each
/// layer normalizes by its batch, as in torch.optim.swa_utils.update_bn (but Dropout stays off). A model with a fixed batch of 1 is run in evaluation
/// mode, once per level of layers, after the layers before have been adapted.
/// </para>
/// <para>
/// Memory is bounded by the model and one batch, however many rows there are. On one processor, the result is bit-identical for any number of
/// ONNX Runtime threads; before opset 14, the last digits may differ if there are as many threads as a layer has channels, or more.
/// The session options set on the MLContext by SetOnnxSessionOption apply. Immutable; several fits may run at once.
/// </para>
/// </remarks>
public sealed class OnnxAdaptationEstimator : IEstimator<OnnxTransformer>
{
    private readonly TransformsCatalog _catalog;
    private readonly IHostEnvironment _env;
    private readonly IHost _host;
    private readonly string _outputColumnName;
    private readonly string _inputColumnName;
    private readonly string _modelFile;
    private readonly OnnxAdaptationOptions _options;

    internal OnnxAdaptationEstimator(
        TransformsCatalog catalog, IHostEnvironment env, string outputColumnName, string inputColumnName, string modelFile, OnnxAdaptationOptions options)
    {
        ArgumentsValidation.Check(outputColumnName, inputColumnName, modelFile, options);
        // What is set on an MLContext, its hosts don't have: session options, and where temporary files go from now on.
        _env = env;
        _host = env.Register(nameof(OnnxAdaptationEstimator));
        (_catalog, _outputColumnName, _inputColumnName, _modelFile, _options) = (catalog, outputColumnName, inputColumnName, modelFile, options);
        // What is wrong with the model is said now, and not after the rest of a pipeline was fitted.
        Read();
    }

    /// <summary>Adapts the model to the rows of a data view, or to the first <see cref="OnnxAdaptationOptions.MaxRows"/> of them.</summary>
    /// <param name="input">The images, without labels; read in order, and never written to.</param>
    /// <returns>
    /// ML.NET's own transformer, on the adapted model; it can be saved and loaded without this library. Like every loaded OnnxTransformer, it keeps its
    /// model in a file in the MLContext's TempFilePath until it is disposed.
    /// </returns>
    /// <exception cref="ArgumentNullException">The input is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or does not match the model's input.</exception>
    /// <exception cref="FormatException">The model is damaged.</exception>
    /// <exception cref="InvalidOperationException">
    /// There are no rows, a layer gets one value per channel, a NaN or an infinity, or ONNX Runtime cannot run the model.
    /// </exception>
    /// <exception cref="OperationCanceledException">The fit was canceled.</exception>
    public OnnxTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        _options.CancellationToken.ThrowIfCancellationRequested();
        (AdaptableModel model, ModelInput modelInput) = Read();
        var images = new ImageColumn(input, modelInput, _options.MaxRows);
        using IChannel channel = _host.Start("Fit");
        string temporary = ((IHostEnvironmentInternal)_env).TempFilePath;
        using var folder = new TemporaryFolder(temporary);
        (IReadOnlyList<LayerShift> shifts, string summary) = new Adaptation(_env, _host, model, images, _options, folder).Run();
        channel.Info(ShiftTable.Create(summary, shifts));
        // Constants and initializers that others took the place of.
        GraphCut.Apply(model.Model.Graph, modelInput.Name);
        return new StockModel(_catalog, _outputColumnName, images.Input, Shapes(modelInput, images.Input)).Create(model, input, temporary);
    }

    /// <summary>The schema of the output for a given input schema, the same as that of ApplyOnnxModel.</summary>
    /// <param name="inputSchema">The shape of the input's schema.</param>
    /// <returns>The input's columns and the output column.</returns>
    /// <exception cref="ArgumentNullException">The schema is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of a wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        StockModel.Estimator(_catalog, _outputColumnName, _inputColumnName, _modelFile, _options.ShapeDictionary).GetOutputSchema(inputSchema);

    /// <summary>What the caller gives, and the sizes that the column told.</summary>
    private IDictionary<string, int[]>? Shapes(ModelInput open, ModelInput closed)
    {
        if (!open.IsOpen)
            return _options.ShapeDictionary;
        return new Dictionary<string, int[]>(_options.ShapeDictionary ?? ImmutableDictionary<string, int[]>.Empty)
        {
            [_inputColumnName] = [1, .. closed.Dimensions.Select(size => (int)size)],
        };
    }

    private (AdaptableModel Model, ModelInput Input) Read() => ModelErrors.Naming(_modelFile, () =>
    {
        AdaptableModel model = AdaptableModel.Read(_modelFile);
        model.CheckOutput(_outputColumnName);
        return (model, ModelInput.Find(model, _inputColumnName, _options.ShapeDictionary));
    });
}
