using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

// A service that knows ML.NET only: loads a model by its path, predicts one row of 2x3 numbers, or one of a file's bytes, and prints what column "Features" holds.
var mlContext = new MLContext();
ITransformer model = mlContext.Model.Load(args[0], out DataViewSchema _);
float[] features = args is [_, var file]
    ? Predict<FileRow, FilePrediction>(new FileRow { File = File.ReadAllBytes(file) }).Features
    : Predict<Row, Prediction>(new Row { Pixels = [1, 2, 3, 40, 50, 60] }).Features;
Console.WriteLine(string.Join(' ', features.Select(value => value.ToString("r", CultureInfo.InvariantCulture))));

TPrediction Predict<TRow, TPrediction>(TRow row)
    where TRow : class
    where TPrediction : class, new()
{
    using PredictionEngine<TRow, TPrediction> engine = mlContext.Model.CreatePredictionEngine<TRow, TPrediction>(model);
    return engine.Predict(row);
}

internal sealed class FileRow
{
    public byte[] File { get; set; } = [];
}

internal sealed class FilePrediction
{
    public float[] Features { get; set; } = [];
}

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
