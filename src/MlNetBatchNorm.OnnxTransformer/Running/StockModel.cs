using Microsoft.ML;
using Microsoft.ML.Transforms.Onnx;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Onnx.Import;
using MlNetBatchNorm.OnnxAdaptation.Graph;

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>
/// Makes ML.NET's own transformer of an adapted model. The transformer reads its file again whenever it is saved, so the file has to stay as long
/// as the transformer does, and belongs to it.
/// </summary>
/// <param name="catalog">The transforms' catalog.</param>
/// <param name="outputColumnName">The output.</param>
/// <param name="input">The input, and the file that the model is of.</param>
/// <param name="shapes">Shapes that the model leaves open, as ApplyOnnxModel takes them; null for none.</param>
internal sealed class StockModel(TransformsCatalog catalog, string outputColumnName, ModelInput input, IDictionary<string, int[]>? shapes)
{
    /// <param name="model">The adapted model.</param>
    /// <param name="view">The data that it was adapted to.</param>
    /// <param name="folder">Where the transformer's file goes.</param>
    /// <exception cref="InvalidOperationException">ML.NET cannot load the model.</exception>
    public OnnxTransformer Create(AdaptableModel model, IDataView view, string folder)
    {
        string path = Path.Combine(folder, Path.GetRandomFileName());
        try
        {
            model.Save(path);
            OnnxTransformer transformer = Estimator(catalog, outputColumnName, input.Name, path, shapes).Fit(view);
            OwnedFile.GiveTo(transformer, path);
            return transformer;
        }
        catch (Exception fault)
        {
            File.Delete(path);
            if (fault is not (InvalidOperationException or ArgumentException))
                throw;
            throw Errors.Data(ModelErrors.Named(
                $"ML.NET cannot load the adapted model: {fault.Message.Replace(path, input.ModelFile, StringComparison.Ordinal)}", input.ModelFile), fault);
        }
    }

    /// <summary>ML.NET's own estimator.</summary>
    public static OnnxScoringEstimator Estimator(
        TransformsCatalog catalog, string outputColumnName, string inputColumnName, string path, IDictionary<string, int[]>? shapes) => shapes is null
            ? catalog.ApplyOnnxModel(outputColumnName, inputColumnName, path)
            : catalog.ApplyOnnxModel(outputColumnName, inputColumnName, path, shapes);
}
