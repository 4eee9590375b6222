using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm;

// Saves statistics, parameters and an ONNX model into a folder, as often as it is told: SavingProcess FOLDER COUNT. Prints what failed to be
// saved, and "saved" after each round.
const int channels = 20_000;
var mlContext = new MLContext();
var definition = SchemaDefinition.Create(typeof(Row));
definition[nameof(Row.Values)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, channels);
IDataView rows = mlContext.Data.LoadFromEnumerable([New(1), New(2), New(4)], definition);
BatchNormTransformer transformer = mlContext.Transforms.NormalizeBatch("Features", nameof(Row.Values), statistics: BatchNormStatistics.Exact).Fit(rows);
string folder = args[0];
(string File, Action<string> Save)[] saves =
[
    ("saved.bnstats", transformer.Statistics!.Save),
    ("saved.safetensors", path => transformer.Parameters[0].SaveSafetensors(path)),
    ("saved.onnx", transformer.SaveAsOnnx),
];
for (long count = long.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture); count > 0; count--)
{
    foreach ((string file, Action<string> save) in saves)
    {
        try
        {
            save(Path.Combine(folder, file));
        }
        catch (IOException exception)
        {
            Console.WriteLine(exception.Message);
        }
    }

    Console.WriteLine("saved");
}

static Row New(float scale) => new() { Values = [.. Enumerable.Range(0, channels).Select(i => (i % 1000) * scale)] };

internal sealed class Row
{
    public float[] Values { get; set; } = [];
}
