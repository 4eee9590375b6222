using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Benchmarks.Source;

namespace MlNetBatchNorm.Benchmarks.Shapes;

/// <summary>One row of 20 features through a PredictionEngine, beside the same engine over a transform that copies it.</summary>
internal static class FeaturesPrediction
{
    private const int Width = 20;
    private const int RowsPerRound = 5000;

    public static Dictionary<string, double> Run(int rounds)
    {
        var mlContext = new MLContext(1);
        IDataView view = SourceRows.VectorView(rows: 64, Width);
        var ways = new Rounds(rounds);
        Add(ways, "CopyColumns", mlContext, mlContext.Transforms.CopyColumns("Features", "Pixels").Fit(view));
        Add(ways, "NormalizeBatch", mlContext, mlContext.Transforms.NormalizeBatch("Features", "Pixels").Fit(view));
        return ways.Run();
    }

    private static void Add(Rounds ways, string name, MLContext mlContext, ITransformer transformer)
    {
        PredictionEngine<Input, Output> engine = mlContext.Model.CreatePredictionEngine<Input, Output>(transformer);
        Input[] inputs = [.. SourceRows.Singles(Width).Select(row => new Input { Pixels = row })];
        var output = new Output();
        ways.Add(name, RowsPerRound, () =>
        {
            for (int i = 0; i < RowsPerRound; i++)
                engine.Predict(inputs[i % inputs.Length], ref output);
        });
    }

    private sealed class Input
    {
        [VectorType(Width)]
        public float[] Pixels { get; set; } = [];
    }

    private sealed class Output
    {
        [VectorType(Width)]
        public float[] Features { get; set; } = [];
    }
}
