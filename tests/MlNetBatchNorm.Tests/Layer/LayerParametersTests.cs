using Microsoft.ML;
using MlNetBatchNorm.Tests.PyTorch;

namespace MlNetBatchNorm.Tests.Layer;

/// <summary>What a layer learns goes where parameters go, and comes back from there.</summary>
public sealed class LayerParametersTests
{
    private static readonly LayerShape Shape = new(8, 3, 4, ChannelsLast: false);

    private readonly BatchNormLayer _layer = Shape.CreateLayer();

    public LayerParametersTests() => LayerResults.Of(_layer, Shape.Batch(1), Shape.Batch(2), Shape.BatchSize);

    [Fact]
    public void Safetensors_KeepWhatALayerLearned()
    {
        BatchNormParameters expected = _layer.ToParameters();
        using var file = new MemoryStream();
        expected.SaveSafetensors(file);

        var loaded = new BatchNormLayer(BatchNormParameters.LoadSafetensors(file, epsilon: expected.Epsilon));

        SameParameters.Assert(expected, loaded.ToParameters());
        Bits.AssertEqual(
            LayerResults.Of(_layer, Shape.Batch(3), Shape.Batch(4), Shape.BatchSize).Values,
            LayerResults.Of(loaded, Shape.Batch(3), Shape.Batch(4), Shape.BatchSize).Values);
    }

    [Fact]
    public void FoldInto_OfALinearLayerBefore_GivesWhatBothGive()
    {
        var shape = new LayerShape(4, 3, 1, ChannelsLast: false);
        float[] weights = [1, 2, -1, 0.5f, 0.25f, 3];
        float[] inputs = [0.5f, -2, 3, 1, 1, 1, -1, 4];
        float[] Linear(IReadOnlyList<float> w, IReadOnlyList<float>? b) =>
            [.. Enumerable.Range(0, 12).Select(i => (inputs[i / 3 * 2] * w[i % 3 * 2]) + (inputs[(i / 3 * 2) + 1] * w[(i % 3 * 2) + 1]) + (b?[i % 3] ?? 0))];
        _layer.Training = false;
        var expected = new float[12];
        _layer.Forward(Linear(weights, null), expected, shape.BatchSize);

        var (foldedWeights, foldedBias) = _layer.ToParameters().FoldInto(weights);

        Close.AssertRelative(expected, Linear(foldedWeights, foldedBias), 1e-6);
    }

    /// <summary>Batch by batch, the layer learns the statistics that a fit learns of the same rows.</summary>
    [Theory]
    [InlineData(0.1f, false)]
    [InlineData(null, false)]
    [InlineData(0.1f, true)]
    public void Forward_BatchByBatch_LearnsWhatAFitLearns(float? momentum, bool last)
    {
        var shape = new LayerShape(8, 3, 20, last);
        var ml = new MLContext();
        float[][] batches = [shape.Batch(1), shape.Batch(2), shape.Batch(3)];
        var layer = new BatchNormLayer(3, momentum: momentum, layout: shape.Layout);
        foreach (float[] batch in batches)
            layer.Forward(batch, new float[shape.Size], shape.BatchSize);

        IDataView rows = ColumnValues.View(ml, batches.SelectMany(batch => batch.Chunk(60)), last ? [20, 3] : [3, 20]);
        BatchNormParameters fitted = ml.Transforms.NormalizeBatch("Y", ColumnValues.Input, new BatchNormEstimator.Options
        {
            BatchSize = shape.BatchSize,
            Momentum = momentum,
            Layout = shape.Layout,
        }).Fit(rows).Parameters[0];

        Assert.Equal(fitted.NumBatchesTracked, layer.ToParameters().NumBatchesTracked);
        Close.AssertRelative(fitted.RunningMean, layer.ToParameters().RunningMean, 1e-7);
        Close.AssertRelative(fitted.RunningVariance, layer.ToParameters().RunningVariance, 1e-7);
    }

    [Fact]
    public void Backward_FromTheParametersOfAFit_TrainsOn()
    {
        var ml = new MLContext();
        IDataView rows = ColumnValues.View(ml, Shape.Batch(1).Chunk(12), 3, 4);
        BatchNormTransformer fitted = ml.Transforms.NormalizeBatch("Y", ColumnValues.Input).Fit(rows);

        var layer = new BatchNormLayer(fitted.Parameters[0]) { Training = false };
        var output = new float[Shape.Size];
        layer.Forward(Shape.Batch(1), output, Shape.BatchSize);

        Bits.AssertEqual([[.. ColumnValues.Read(fitted.Transform(rows), "Y").SelectMany(row => row)]], [output]);
    }
}
