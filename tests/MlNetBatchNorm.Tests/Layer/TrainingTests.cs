namespace MlNetBatchNorm.Tests.Layer;

/// <summary>200 steps of SGD through the layer, ReLU and a fixed linear map, beside PyTorch's: see Reference/generate_training.py.</summary>
public sealed class TrainingTests
{
    [Fact]
    public void Weights_After200StepsOfSgd_AreTorchs()
    {
        Run run = Assert.Single(LayerReference.Cases<Run>("training.json"));
        var layer = new BatchNormLayer(run.Channels);
        for (int step = 0; step < run.Steps; step++)
            Learn(layer, run, run.Batches[step % run.Batches.Length], run.Targets[step % run.Targets.Length]);

        Close.AssertWithin(run.ExpectedWeight, layer.Weight.ToArray(), _ => 1e-5);
        Close.AssertWithin(run.ExpectedBias, layer.Bias.ToArray(), _ => 1e-5);
        Close.AssertWithin(run.RunningMean, layer.ToParameters().RunningMean, _ => 1e-5);
        Close.AssertWithin(run.RunningVariance, layer.ToParameters().RunningVariance, _ => 1e-5);
    }

    private static void Learn(BatchNormLayer layer, Run run, float[] input, float[] target)
    {
        var normalized = new float[input.Length];
        layer.Forward(input, normalized, run.BatchSize);

        // The mean squared error of the linear map of what is positive; its gradients by what the map gives, by its input, by the layer's output.
        int inputs = input.Length / run.BatchSize;
        var gradient = new float[input.Length];
        for (int row = 0; row < run.BatchSize; row++)
        {
            for (int o = 0; o < run.Outputs; o++)
            {
                float output = 0;
                for (int i = 0; i < inputs; i++)
                    output += MathF.Max(0, normalized[(row * inputs) + i]) * run.Linear[(i * run.Outputs) + o];
                float outputGradient = 2 * (output - target[(row * run.Outputs) + o]) / target.Length;
                for (int i = 0; i < inputs; i++)
                    gradient[(row * inputs) + i] += normalized[(row * inputs) + i] > 0 ? outputGradient * run.Linear[(i * run.Outputs) + o] : 0;
            }
        }

        layer.Backward(input, gradient, gradient);
        for (int c = 0; c < run.Channels; c++)
        {
            layer.Weight[c] -= run.Rate * layer.WeightGradient[c];
            layer.Bias[c] -= run.Rate * layer.BiasGradient[c];
        }
    }

    /// <summary>The run that PyTorch made.</summary>
    public sealed record Run(
        int Channels, int BatchSize, int Outputs, int Steps, float Rate, float[][] Batches, float[][] Targets, float[] Linear,
        float[] ExpectedWeight, float[] ExpectedBias, float[] RunningMean, float[] RunningVariance);
}
