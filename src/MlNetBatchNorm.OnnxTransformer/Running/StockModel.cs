using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Onnx;

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>
/// Makes ML.NET's own transformer of a model file that is not to stay. A transformer reads its file again whenever it is saved, and keeps hold of
/// it; one that was loaded has a copy of its own, which it deletes when it is disposed. So the transformer is saved and loaded once.
/// </summary>
internal static class StockModel
{
    public static OnnxTransformer Create(
        TransformsCatalog catalog, IHostEnvironment env, string outputColumnName, string inputColumnName, string modelFile, IDataView view, TemporaryFolder folder)
    {
        var models = new ModelOperationsCatalog(env);
        using FileStream saved = File.Create(folder.File("model.zip"));
        using (OnnxTransformer ofFile = catalog.ApplyOnnxModel(outputColumnName, inputColumnName, modelFile).Fit(view))
            models.Save(ofFile, inputSchema: null, saved);
        saved.Position = 0;
        return (OnnxTransformer)models.Load(saved, out _);
    }
}
