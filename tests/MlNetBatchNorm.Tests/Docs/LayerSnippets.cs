using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>The code of docs/learn-gamma-and-beta.md.</summary>
public sealed class LayerSnippets
{
    private const int BatchSize = 128;
    private const int Features = 3;

    [Fact]
    public void Training_LearnsWeightsAndBiases_AndThePipelineNormalizesByThem()
    {
        (float[] Inputs, float[] Targets)[] batches = MakeBatches();

        #region LayerLoop
        var layer = new BatchNormLayer(Features);
        var output = new float[BatchSize * Features];
        var gradient = new float[BatchSize * Features];
        for (int step = 0; step < 500; step++)
        {
            (float[] inputs, float[] targets) = batches[step % batches.Length];
            layer.Forward(inputs, output, BatchSize);
            for (int row = 0; row < BatchSize; row++)
            {
                // The model's answer is the sum of a row, and the loss is the mean of the squared errors.
                float error = output[row * Features] + output[(row * Features) + 1] + output[(row * Features) + 2] - targets[row];
                gradient.AsSpan(row * Features, Features).Fill(2 * error / BatchSize);
            }

            layer.Backward(inputs, gradient, inputGradient: gradient);
            for (int c = 0; c < Features; c++)
            {
                layer.Weight[c] -= 0.02f * layer.WeightGradient[c];
                layer.Bias[c] -= 0.02f * layer.BiasGradient[c];
            }
        }
        #endregion

        var mlContext = new MLContext();
        IDataView rows = ColumnValues.View(mlContext, batches[0].Inputs.Chunk(Features), Features);

        #region LayerIntoPipeline
        // The same numbers, to the bit, as the layer gives once Training is false.
        BatchNormParameters learned = layer.ToParameters();
        BatchNormTransformer normalization = mlContext.Transforms.NormalizeBatch("Normalized", "X", learned).Fit(rows);
        #endregion

        Close.AssertWithin([2f, -1f, 0f], learned.Weight!.Value, _ => 0.15);
        Assert.Equal(0.5, learned.Bias!.Value.Sum(), 0.15);
        layer.Training = false;
        layer.Forward(batches[0].Inputs, output, BatchSize);
        Bits.AssertEqual([output], [[.. ColumnValues.Read(normalization.Transform(rows), "Normalized").SelectMany(row => row)]]);
    }

    /// <summary>Features of very different sizes; the target is twice the first less the second, in deviations from the mean, and a half.</summary>
    private static (float[] Inputs, float[] Targets)[] MakeBatches()
    {
        var random = new Random(1);
        float[] mean = [1000, 5, -0.2f], spread = [50, 2, 0.01f];
        return [.. Enumerable.Range(0, 16).Select(_ =>
        {
            float[] deviations = [.. Enumerable.Range(0, BatchSize * Features).Select(_ => (float)(random.NextDouble() + random.NextDouble() - 1) * MathF.Sqrt(6))];
            float[] targets = [.. deviations.Chunk(Features).Select(row => (2 * row[0]) - row[1] + 0.5f)];
            return (deviations.Select((deviation, i) => mean[i % Features] + (spread[i % Features] * deviation)).ToArray(), targets);
        })];
    }
}
