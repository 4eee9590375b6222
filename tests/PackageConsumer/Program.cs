using Microsoft.ML;
using Microsoft.ML.Data;

// The package, as a new project meets it: fit, save, load, predict.
var mlContext = new MLContext();
Row[] rows = [new() { Pixels = [0, 2, 4, 6] }, new() { Pixels = [2, 4, 6, 8] }];
IDataView data = mlContext.Data.LoadFromEnumerable(rows);

ITransformer model = mlContext.Transforms.NormalizeBatch("Features", "Pixels", momentum: null).Fit(data);
using var saved = new MemoryStream();
mlContext.Model.Save(model, data.Schema, saved);

ITransformer loaded = new MLContext().Model.Load(saved, out _);
float[] features = mlContext.Model.CreatePredictionEngine<Row, Normalized>(loaded).Predict(rows[0]).Features;

// Both channels have their values 1 apart from the mean on average: mean 2 and 6, unbiased variance 8/3.
float expected = (float)(-2 / Math.Sqrt((8 / 3.0) + 1e-5));
if (Math.Abs(features[0] - expected) > 1e-6)
    throw new InvalidOperationException($"Expected {expected}, got {features[0]}.");
Console.WriteLine($"The package works: {string.Join(' ', features)}");

internal sealed class Row
{
    [VectorType(2, 2)]
    public float[] Pixels { get; set; } = [];
}

internal sealed class Normalized
{
    [VectorType(2, 2)]
    public float[] Features { get; set; } = [];
}
