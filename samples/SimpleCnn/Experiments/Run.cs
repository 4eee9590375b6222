using SimpleCnn.Data;
using SimpleCnn.Layers;
using SimpleCnn.Training;

namespace SimpleCnn.Experiments;

/// <summary>One training run, on one thread, and what is kept of it.</summary>
internal sealed class Run
{
    /// <summary>So that the order of the images isn't drawn from the same numbers as the weights.</summary>
    private const int OrderSeed = 1000;

    private Run(Setting setting, double[] losses, double testAccuracy, Network network, PercentileTrace? sigmoidInputs)
    {
        Setting = setting;
        Losses = losses;
        Row = RunRow.Create(setting, losses, testAccuracy);
        SigmoidInputs = sigmoidInputs;
        Affine = [.. network.BatchNorms.Select(layer => new AffineValues(layer.Layer.Weight.ToArray(), layer.Layer.Bias.ToArray()))];
    }

    public Setting Setting { get; }

    /// <summary>What the results file says of it.</summary>
    public RunRow Row { get; }

    /// <summary>The loss of each step's batch.</summary>
    public IReadOnlyList<double> Losses { get; }

    /// <summary>What went into one of the last sigmoids; null where the network has none.</summary>
    public PercentileTrace? SigmoidInputs { get; }

    /// <summary>γ and β at the end, layer by layer.</summary>
    public IReadOnlyList<AffineValues> Affine { get; }

    /// <param name="setting">What is trained.</param>
    /// <param name="steps">How long.</param>
    /// <param name="images">What it is trained and tested on.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public static Run Train(Setting setting, int steps, NormalizedImages images, CancellationToken cancellationToken)
    {
        // The same weights with and without batch normalization, and the same order at every rate.
        Network network = setting.Architecture.Create(setting.BatchNorm, new Random(setting.Seed));
        var trainer = new Trainer(network, images.Train, Plan.BatchSize, setting.Rate, new Random(OrderSeed + setting.Seed));
        int lastSigmoid = network.Layers.Index().LastOrDefault(item => item.Item is Sigmoid, (Index: -1, null!)).Index;
        PercentileTrace? trace = lastSigmoid < 0 ? null : new PercentileTrace(steps);
        var losses = new double[steps];
        for (int step = 0; step < steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            losses[step] = trainer.Step();
            if (!double.IsFinite(losses[step]))
            {
                // It won't come back; the rest would be the same.
                Array.Fill(losses, double.NaN, step, steps - step);
                break;
            }

            trace?.Add(step, network.InputOf(lastSigmoid, trainer.Batch), network.Layers[lastSigmoid].InputLength);
        }

        return new Run(setting, losses, Classifier.Accuracy(network, images.Test), network, trace);
    }
}
