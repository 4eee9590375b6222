using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

// A service that knows ML.NET only: loads a model by its path, predicts one row of 2x3 numbers, and prints what column "Features" holds.
var mlContext = new MLContext();
ITransformer model = mlContext.Model.Load(args[0], out DataViewSchema _);
using PredictionEngine<Row, Prediction> engine = mlContext.Model.CreatePredictionEngine<Row, Prediction>(model);
Prediction prediction = engine.Predict(new Row { Pixels = [1, 2, 3, 40, 50, 60] });
Console.WriteLine(string.Join(' ', prediction.Features.Select(value => value.ToString("r", CultureInfo.InvariantCulture))));

internal sealed class Row
{
    [VectorType(2, 3)]
    public float[] Pixels { get; set; } = [];
}

internal sealed class Prediction
{
    [VectorType(2, 3)]
    public float[] Features { get; set; } = [];
}
