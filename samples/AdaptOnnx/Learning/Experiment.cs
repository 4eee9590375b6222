using AdaptOnnx.Images;
using AdaptOnnx.Shifts;
using Microsoft.ML;
using MlNetBatchNorm;

namespace AdaptOnnx.Learning;

/// <summary>Adapts the network again and again, and tests it on other images under the same shift.</summary>
internal sealed class Experiment(Network network, ImageSet unlabeled, ImageSet test, CancellationToken cancellationToken)
{
    /// <summary>How many images are adapted to.</summary>
    public static readonly int[] Counts = [32, 100, 1000];

    /// <summary>The weights of the new statistics.</summary>
    public static readonly float[] Blends = [1, 0.5f, 0.25f, 0.1f];

    /// <summary>Few images, and images of one class, without a shift and with one.</summary>
    public static readonly IReadOnlyList<HardCase> Hard =
    [
        .. Shift.All.Take(2).SelectMany(shift => (IEnumerable<HardCase>)
        [
            new("4 images", images => images.Some(4), shift),
            new("100 ships", images => images.OfClass(Ship, 100), shift),
        ]),
    ];

    private const int BatchSize = 50, Ship = 8;

    public ShiftResult Run(Shift shift)
    {
        ImageSet tests = shift.Apply(test);
        return new ShiftResult(shift, AsTrained(tests), [.. Counts.Select(count => Adapted(shift.Apply(unlabeled.Some(count)), tests, blend: 1))]);
    }

    public BlendResult Run(HardCase hard)
    {
        ImageSet tests = hard.Shift.Apply(test);
        ImageSet images = hard.Shift.Apply(hard.Choose(unlabeled));
        return new BlendResult(hard, AsTrained(tests), [.. Blends.Select(blend => Adapted(images, tests, blend))]);
    }

    /// <summary>Saves the network as adapted to a shift.</summary>
    public void Save(Shift shift, string path)
    {
        using var model = (IDisposable)network.Adapt(shift.Apply(unlabeled), Options(blend: 1));
        network.Save((ITransformer)model, path);
    }

    private Accuracy AsTrained(ImageSet tests)
    {
        using var model = (IDisposable)network.AsTrained();
        return network.Test((ITransformer)model, tests);
    }

    private Accuracy Adapted(ImageSet images, ImageSet tests, float blend)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var model = (IDisposable)network.Adapt(images, Options(blend));
        return network.Test((ITransformer)model, tests);
    }

    private OnnxAdaptationOptions Options(float blend) => new() { BatchSize = BatchSize, Blend = blend, CancellationToken = cancellationToken };
}
