using Microsoft.ML;

namespace MlNetBatchNorm.Tests;

/// <summary>Saves models and loads them again, as a user does.</summary>
internal static class Models
{
    public static ITransformer SaveAndLoad(MLContext ml, ITransformer model, IDataView rows)
    {
        using var stream = new MemoryStream();
        ml.Model.Save(model, rows.Schema, stream);
        stream.Position = 0;
        return new MLContext().Model.Load(stream, out _);
    }

    public static BatchNormTransformer Reload(MLContext ml, BatchNormTransformer transformer, DataViewSchema? inputSchema = null)
    {
        using var stream = new MemoryStream();
        ml.Model.Save(transformer, inputSchema, stream);
        stream.Position = 0;
        ITransformer loaded = new MLContext().Model.Load(stream, out _);
        return Assert.IsType<BatchNormTransformer>(loaded);
    }
}
