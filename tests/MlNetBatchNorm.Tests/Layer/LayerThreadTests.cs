namespace MlNetBatchNorm.Tests.Layer;

/// <summary>Any number of threads gives the same bits.</summary>
public sealed class LayerThreadTests
{
    public static TheoryData<LayerShape> Shapes() => LayerShape.All();

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Layer_OnAnyNumberOfThreads_GivesTheSameBits(LayerShape shape)
    {
        foreach (bool training in (bool[])[true, false])
        {
            float[][] expected = Run(shape, training, threads: 1);
            foreach (int threads in (int[])[2, 3, 8, -1])
                Bits.AssertEqual(expected, Run(shape, training, threads));
        }
    }

    private static float[][] Run(LayerShape shape, bool training, int threads)
    {
        var layer = new BatchNormLayer(shape.CreateLayer().ToParameters()) { MaxDegreeOfParallelism = threads, Training = training };
        return LayerResults.Of(layer, shape.Batch(1), shape.Batch(2), shape.BatchSize).Values;
    }
}
