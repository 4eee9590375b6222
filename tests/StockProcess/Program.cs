using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

// A service without this library: loads an adapted model by its path, predicts one row of 3x8x8 numbers from standard input, and prints the output.
float[] image = [.. Console.ReadLine()!.Split(' ').Select(value => float.Parse(value, CultureInfo.InvariantCulture))];
var mlContext = new MLContext();
ITransformer model = mlContext.Model.Load(args[0], out DataViewSchema _);
using PredictionEngine<Row, Prediction> engine = mlContext.Model.CreatePredictionEngine<Row, Prediction>(model);
float[] output = engine.Predict(new Row { Image = image }).Output;
if (AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(assembly => assembly.FullName!.StartsWith("MlNetBatchNorm", StringComparison.Ordinal)) is { } library)
    throw new InvalidOperationException($"{library} is loaded.");
Console.WriteLine(string.Join(' ', output.Select(value => value.ToString("r", CultureInfo.InvariantCulture))));

internal sealed class Row
{
    [ColumnName("input")]
    [VectorType(3, 8, 8)]
    public float[] Image { get; set; } = [];
}

internal sealed class Prediction
{
    [ColumnName("output")]
    public float[] Output { get; set; } = [];
}
