using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Onnx;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.OnnxAdaptation.Graph;

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>
/// Makes ML.NET's own transformer of a model file that is not to stay. A transformer reads its file again whenever it is saved, and keeps hold of
/// it; one that was loaded has a copy of its own, which it deletes when it is disposed. So the transformer is saved and loaded once.
/// </summary>
/// <param name="catalog">The transforms' catalog.</param>
/// <param name="env">The environment of the MLContext.</param>
/// <param name="outputColumnName">The output.</param>
/// <param name="input">The input, and the file that the model is of.</param>
/// <param name="shapes">Shapes that the model leaves open, as ApplyOnnxModel takes them; null for none.</param>
internal sealed class StockModel(
    TransformsCatalog catalog, IHostEnvironment env, string outputColumnName, ModelInput input, IDictionary<string, int[]>? shapes)
{
    /// <param name="path">The adapted model.</param>
    /// <param name="view">The data that it was adapted to.</param>
    /// <param name="folder">Where temporary files go.</param>
    /// <exception cref="InvalidOperationException">ML.NET cannot load the model.</exception>
    public OnnxTransformer Create(string path, IDataView view, TemporaryFolder folder)
    {
        try
        {
            var models = new ModelOperationsCatalog(env);
            using FileStream saved = File.Create(folder.File("model.zip"));
            using (OnnxTransformer ofFile = Estimator(catalog, outputColumnName, input.Name, path, shapes).Fit(view))
                models.Save(ofFile, inputSchema: null, saved);
            saved.Position = 0;
            return (OnnxTransformer)models.Load(saved, out _);
        }
        catch (Exception refusal) when (refusal is InvalidOperationException or ArgumentException)
        {
            throw Errors.Data(ModelErrors.Named(
                $"ML.NET cannot load the adapted model: {refusal.Message.Replace(path, input.ModelFile, StringComparison.Ordinal)}", input.ModelFile), refusal);
        }
    }

    /// <summary>ML.NET's own estimator.</summary>
    public static OnnxScoringEstimator Estimator(
        TransformsCatalog catalog, string outputColumnName, string inputColumnName, string path, IDictionary<string, int[]>? shapes) => shapes is null
            ? catalog.ApplyOnnxModel(outputColumnName, inputColumnName, path)
            : catalog.ApplyOnnxModel(outputColumnName, inputColumnName, path, shapes);
}
