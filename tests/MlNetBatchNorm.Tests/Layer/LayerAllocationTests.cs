namespace MlNetBatchNorm.Tests.Layer;

/// <summary>After the first step a layer allocates nothing, in any mode and layout; counted on this thread alone, so that other tests don't disturb.</summary>
public sealed class LayerAllocationTests
{
    public static TheoryData<LayerShape> Shapes() => LayerShape.All();

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Steps_AfterTheFirst_AllocateNothing(LayerShape shape)
    {
        BatchNormLayer layer = shape.CreateLayer();
        float[] input = shape.Batch(1), gradient = shape.Batch(2), output = new float[shape.Size], inputGradient = new float[shape.Size];
        void Step(bool training)
        {
            layer.Training = training;
            layer.Forward(input, output, shape.BatchSize);
            layer.Backward(input, gradient, inputGradient);
            layer.Weight[0] += 0.1f;
        }

        // The least of several rounds: what the runtime allocates to compile code falls into one of them.
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Step(training: true);
            Step(training: false);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }));
    }
}
