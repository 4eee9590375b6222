using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Layer;

/// <summary>In evaluation the layer is the transform, to the bit.</summary>
public sealed class EvaluationTests
{
    private readonly MLContext _ml = new();

    public static TheoryData<LayerShape> Shapes() => LayerShape.All();

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward_InEvaluation_GivesWhatThePipelineGives(LayerShape shape)
    {
        BatchNormLayer layer = shape.CreateLayer();
        float[] input = shape.Batch(1);
        var output = new float[shape.Size];
        layer.Training = false;
        AssertSameBits(layer, shape, input);

        // What it normalizes by follows the weights, the biases, and the statistics.
        layer.Weight[^1] = -0.25f;
        AssertSameBits(layer, shape, input);
        layer.Bias[0] = 7.3f;
        AssertSameBits(layer, shape, input);
        layer.Training = true;
        layer.Forward(shape.Batch(2), output, shape.BatchSize);
        layer.Training = false;
        AssertSameBits(layer, shape, input);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Forward_InPlaceInEvaluation_GivesTheSame(bool last)
    {
        var shape = new LayerShape(3, 5, 35, last);
        BatchNormLayer layer = shape.CreateLayer();
        layer.Training = false;
        float[] values = shape.Batch(1);
        var expected = new float[shape.Size];
        layer.Forward(values, expected, shape.BatchSize);
        layer.Forward(values, values, shape.BatchSize);
        Assert.Equal(expected, values);
    }

    [Fact]
    public void Forward_InEvaluation_ChangesNoStatistics()
    {
        var shape = new LayerShape(3, 5, 7, ChannelsLast: false);
        BatchNormLayer layer = shape.CreateLayer();
        BatchNormParameters before = layer.ToParameters();
        layer.Training = false;
        layer.Forward(shape.Batch(1), new float[shape.Size], shape.BatchSize);
        PyTorch.SameParameters.Assert(before, layer.ToParameters());
    }

    private void AssertSameBits(BatchNormLayer layer, LayerShape shape, float[] input)
    {
        var output = new float[shape.Size];
        layer.Forward(input, output, shape.BatchSize);
        int[] dimensions = shape.ChannelsLast ? [shape.Positions, shape.Channels] : [shape.Channels, shape.Positions];
        IDataView rows = ColumnValues.View(_ml, input.Chunk(shape.Size / shape.BatchSize), dimensions);
        IDataView normalized = _ml.Transforms.NormalizeBatch("Y", ColumnValues.Input, layer.ToParameters()).Fit(rows).Transform(rows);
        Bits.AssertEqual([[.. ColumnValues.Read(normalized, "Y").SelectMany(row => row)]], [output]);
    }
}
