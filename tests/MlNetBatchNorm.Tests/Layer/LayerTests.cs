using MlNetBatchNorm.Tests.PyTorch;

namespace MlNetBatchNorm.Tests.Layer;

/// <summary>What a layer keeps from call to call.</summary>
public sealed class LayerTests
{
    private static readonly LayerShape Shape = new(4, 3, 6, ChannelsLast: false);

    [Fact]
    public void Constructor_BeginsAsTorchs()
    {
        var layer = new BatchNormLayer(3);
        BatchNormParameters parameters = layer.ToParameters();

        Assert.True(layer.Training);
        Assert.Equal(1, layer.MaxDegreeOfParallelism);
        Assert.Equal([1, 1, 1], layer.Weight.ToArray());
        Assert.Equal([0, 0, 0], layer.Bias.ToArray());
        Assert.Equal([0, 0, 0], layer.WeightGradient.ToArray());
        Assert.Equal([0, 0, 0], parameters.RunningMean);
        Assert.Equal([1, 1, 1], parameters.RunningVariance);
        Assert.Equal((3, 1e-5f, 0.1f, 0L, ChannelLayout.ChannelsFirst),
            (parameters.NumFeatures, parameters.Epsilon, parameters.Momentum, parameters.NumBatchesTracked, parameters.Layout));
    }

    [Fact]
    public void Constructor_WithoutWeightsAndStatistics_HasNone()
    {
        var layer = new BatchNormLayer(3, affine: false, trackRunningStats: false);
        LayerResults.Of(layer, Shape.Batch(1), Shape.Batch(2), Shape.BatchSize);
        BatchNormParameters parameters = layer.ToParameters();

        Assert.Equal(0, layer.Weight.Length + layer.Bias.Length + layer.WeightGradient.Length + layer.BiasGradient.Length);
        Assert.Null(parameters.Weight);
        Assert.Null(parameters.Bias);
        Assert.Empty(parameters.RunningMean);
        Assert.Equal(0, parameters.NumBatchesTracked);
    }

    /// <summary>Taken apart after any batch and put together again, a training goes on to the bit.</summary>
    [Theory]
    [InlineData(0.1f, true)]
    [InlineData(null, true)]
    [InlineData(0.1f, false)]
    public void Constructor_FromParameters_GoesOnAsIfNothingWere(float? momentum, bool affine)
    {
        var layer = new BatchNormLayer(3, 1e-3f, momentum, affine);
        Assert.Equal(affine ? 3 : 0, layer.Weight.Length);
        if (affine)
            layer.Weight[1] = 2;
        var output = new float[Shape.Size];
        layer.Forward(Shape.Batch(1), output, Shape.BatchSize);
        layer.Forward(Shape.Batch(2), output, Shape.BatchSize);
        var again = new BatchNormLayer(layer.ToParameters());
        Assert.True(again.Training);

        LayerResults expected = LayerResults.Of(layer, Shape.Batch(3), Shape.Batch(4), Shape.BatchSize);
        LayerResults actual = LayerResults.Of(again, Shape.Batch(3), Shape.Batch(4), Shape.BatchSize);

        Bits.AssertEqual(expected.Values, actual.Values);
        SameParameters.Assert(expected.Parameters, actual.Parameters);
    }

    [Fact]
    public void Constructor_FromParametersOfAnyLayout_TakesChannelsFirst()
    {
        BatchNormParameters parameters = new BatchNormLayer(new BatchNormParameters([0], [1], layout: ChannelLayout.Auto)).ToParameters();
        Assert.Equal(ChannelLayout.ChannelsFirst, parameters.Layout);
        parameters = new BatchNormLayer(new BatchNormParameters([0], [1], layout: ChannelLayout.ChannelsLast)).ToParameters();
        Assert.Equal(ChannelLayout.ChannelsLast, parameters.Layout);
    }

    [Fact]
    public void ToParameters_IsACopy()
    {
        BatchNormLayer layer = Shape.CreateLayer();
        BatchNormParameters parameters = layer.ToParameters();
        float weight = layer.Weight[0];
        layer.Weight[0] = 100;
        layer.Forward(Shape.Batch(1), new float[Shape.Size], Shape.BatchSize);
        Assert.Equal(weight, parameters.Weight!.Value[0]);
        Assert.NotEqual(parameters.RunningMean[0], layer.ToParameters().RunningMean[0]);
    }

    [Fact]
    public void Backward_FollowsTheModeOfTheLastForward()
    {
        BatchNormLayer layer = Shape.CreateLayer();
        float[] input = Shape.Batch(1), gradient = Shape.Batch(2), output = new float[Shape.Size];
        float[] training = LayerResults.Of(layer, input, gradient, Shape.BatchSize).InputGradient;
        layer.Training = false;
        float[] evaluation = LayerResults.Of(layer, input, gradient, Shape.BatchSize).InputGradient;
        Assert.NotEqual(training, evaluation);

        var actual = new float[Shape.Size];
        layer.Training = true;
        layer.Backward(input, gradient, actual);
        Assert.Equal(evaluation, actual);
        layer.Forward(input, output, Shape.BatchSize);
        layer.Training = false;
        layer.Backward(input, gradient, actual);
        Assert.Equal(training, actual);
    }

    /// <summary>An optimizer may write before everything is computed: the gradients are those of what the last forward pass did.</summary>
    [Fact]
    public void Backward_AfterWeightsWereWritten_IsOfTheForwardPass()
    {
        foreach (bool training in (bool[])[true, false])
        {
            BatchNormLayer layer = Shape.CreateLayer();
            layer.Training = training;
            float[] expected = LayerResults.Of(layer, Shape.Batch(1), Shape.Batch(2), Shape.BatchSize).InputGradient;
            layer.Weight.Fill(100);
            var actual = new float[Shape.Size];
            layer.Backward(Shape.Batch(1), Shape.Batch(2), actual);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Backward_Twice_ReplacesGradients()
    {
        BatchNormLayer layer = Shape.CreateLayer();
        LayerResults first = LayerResults.Of(layer, Shape.Batch(1), Shape.Batch(2), Shape.BatchSize);
        layer.Backward(Shape.Batch(1), Shape.Batch(2), new float[Shape.Size]);
        Assert.Equal(first.WeightGradient, layer.WeightGradient.ToArray());
        Assert.Equal(first.BiasGradient, layer.BiasGradient.ToArray());
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void Backward_OverItsInputs_GivesTheSame(bool training, bool last)
    {
        var shape = new LayerShape(3, 5, 35, last);
        BatchNormLayer layer = shape.CreateLayer();
        layer.Training = training;
        float[] input = shape.Batch(1), gradient = shape.Batch(2);
        float[] expected = LayerResults.Of(layer, input, gradient, shape.BatchSize).InputGradient;

        float[] overGradient = [.. gradient];
        layer.Backward(input, overGradient, overGradient);
        Assert.Equal(expected, overGradient);
        float[] overInput = [.. input];
        layer.Backward(overInput, gradient, overInput);
        Assert.Equal(expected, overInput);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EmptyBatch_ChangesNothing(bool training)
    {
        BatchNormLayer layer = Shape.CreateLayer();
        LayerResults.Of(layer, Shape.Batch(1), Shape.Batch(2), Shape.BatchSize);
        layer.Training = training;
        BatchNormParameters before = layer.ToParameters();

        LayerResults empty = LayerResults.Of(layer, [], [], 0);

        SameParameters.Assert(before, empty.Parameters);
        Assert.Equal([0, 0, 0], empty.WeightGradient);
        Assert.Equal([0, 0, 0], empty.BiasGradient);
    }

    [Fact]
    public void ConstantChannel_GivesExactlyItsBias()
    {
        foreach (float epsilon in (float[])[1e-5f, 0])
        {
            var layer = new BatchNormLayer(1, epsilon);
            layer.Bias[0] = 0.3f;
            layer.Weight[0] = 7;
            float[] input = [.. Enumerable.Repeat(123.456f, 50)];
            var output = new float[50];
            layer.Forward(input, output, 5);
            Assert.All(output, value => Assert.Equal(0.3f, value));
        }
    }
}
