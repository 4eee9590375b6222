using SimpleCnn.Data;
using SimpleCnn.Layers;
using SimpleCnn.Training;

namespace Samples.Tests.Training;

public sealed class TrainingTests
{
    /// <summary>Two classes of images, bright and dark, one after the other.</summary>
    internal static LabeledImages BrightAndDark(int count) => new(
        [.. Numbers.Random(count * Networks.Image.Length, seed: 5).Select((value, i) => (value / 2) + (i / Networks.Image.Length % 2 == 0 ? 1 : -1))],
        [.. Enumerable.Range(0, count).Select(i => i % 2)]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Step_OfSimpleCnn_LearnsBrightFromDark(bool batchNorm)
    {
        LabeledImages images = BrightAndDark(20);
        Network network = Networks.SimpleCnn(batchNorm, new Random(1));
        var trainer = new Trainer(network, images, batchSize: 10, rate: 0.01f, new Random(1));
        double first = trainer.Step();
        for (int step = 0; step < 30; step++)
            trainer.Step();
        Assert.True(trainer.Step() < first / 4);
        Assert.Equal(1, Classifier.Accuracy(network, images));
    }

    [Fact]
    public void Networks_WithAndWithoutBatchNorm_BeginWithTheSameWeights()
    {
        foreach (Func<bool, Random, Network> create in (Func<bool, Random, Network>[])[Networks.SimpleCnn, Networks.Sigmoids, Networks.SixConvolutions])
            Assert.Equal(Weights(create(false, new Random(3))), Weights(create(true, new Random(3))));

        static float[] Weights(Network network)
        {
            var weights = new List<float>();
            foreach (ILayer layer in network.Layers.Where(layer => layer is not BatchNorm))
                layer.VisitParameters((values, _) => weights.AddRange(values.ToArray()));
            return [.. weights];
        }
    }

    [Fact]
    public void SimpleCnn_HasTheShapesOfTheTextbook() => Assert.Equal(
        [(3 * 32 * 32, 16 * 32 * 32), (16 * 32 * 32, 16 * 32 * 32), (16 * 32 * 32, 16 * 32 * 32), (16 * 32 * 32, 16 * 16 * 16), (16 * 16 * 16, 10)],
        Networks.SimpleCnn(batchNorm: true, new Random(1)).Layers.Select(layer => (layer.InputLength, layer.OutputLength)));

    [Fact]
    public void Next_OfAnEpoch_TakesEachImageOnce()
    {
        var images = new LabeledImages([.. Enumerable.Range(0, 7).Select(i => (float)i)], [.. Enumerable.Range(0, 7)]);
        var batches = new Batches(images, size: 3, new Random(1));
        Assert.Equal(2, batches.PerEpoch);
        for (int epoch = 0; epoch < 5; epoch++)
        {
            var taken = new List<int>();
            for (int batch = 0; batch < batches.PerEpoch; batch++)
            {
                batches.Next();
                Assert.Equal(batches.Labels.ToArray(), batches.Values.ToArray().Select(value => (int)value));
                taken.AddRange(batches.Labels);
            }

            Assert.Equal(6, taken.Distinct().Count());
        }
    }
}
