using SimpleCnn.Data;

namespace SimpleCnn.Training;

/// <summary>Trains a network batch by batch.</summary>
internal sealed class Trainer
{
    private readonly Network _network;
    private readonly Sgd _optimizer;
    private readonly Batches _batches;
    private float[] _gradient = [];

    /// <param name="network">What is trained.</param>
    /// <param name="images">What it is trained on.</param>
    /// <param name="batchSize">How many images a step takes.</param>
    /// <param name="rate">How far it goes.</param>
    /// <param name="random">Gives the order of the images.</param>
    public Trainer(Network network, LabeledImages images, int batchSize, float rate, Random random)
    {
        (_network, _optimizer) = (network, new Sgd(rate));
        _batches = new Batches(images, batchSize, random);
    }

    public int StepsPerEpoch => _batches.PerEpoch;

    /// <summary>The images of the last step.</summary>
    public ReadOnlySpan<float> Batch => _batches.Values;

    /// <returns>The loss on the batch, before the step.</returns>
    public double Step()
    {
        _batches.Next();
        _network.Training = true;
        ReadOnlySpan<float> logits = _network.Forward(_batches.Values);
        if (_gradient.Length < logits.Length)
            _gradient = new float[logits.Length];
        double loss = CrossEntropy.Loss(logits, _batches.Labels, _gradient);
        _network.Backward(_batches.Values, _gradient);
        _optimizer.Step(_network);
        return loss;
    }
}
