using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Stock;

/// <summary>What a program does that knows ML.NET alone. <see cref="WithoutLibrary"/> runs it.</summary>
public static class StockModel
{
    public static float[][] Apply(string modelPath, float[][] rows, int[] dimensions, string output)
    {
        var ml = new MLContext();
        ITransformer model = ml.Model.Load(modelPath, out _);
        return ColumnValues.Read(model.Transform(ColumnValues.View(ml, rows, dimensions)), output);
    }
}
