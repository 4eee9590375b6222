using MlNetBatchNorm.Tests.PyTorch;

namespace MlNetBatchNorm.Tests.Layer;

/// <summary>What a layer refuses, in which words; and that it is then as it was before.</summary>
public sealed class LayerErrorTests
{
    private static readonly LayerShape Shape = new(4, 3, 6, ChannelsLast: false);

    private readonly BatchNormLayer _layer = Shape.CreateLayer();
    private readonly float[] _input = Shape.Batch(1);
    private readonly float[] _gradient = Shape.Batch(2);
    private readonly float[] _output = new float[Shape.Size];

    [Fact]
    public void Constructor_WithInvalidArguments_NamesThemAll() => ErrorText.IsOfParameter(
        "numFeatures",
        "numFeatures must be 1 or more, but is 0. epsilon must be finite and 0 or more, but is -0.5. " +
        "momentum must be from 0 to 1, or null for the cumulative average, but is 1.5. " +
        "layout must be ChannelsFirst or ChannelsLast, but is Auto: a span has no dimensions.",
        () => _ = new BatchNormLayer(0, -0.5f, 1.5f, layout: ChannelLayout.Auto));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Constructor_WithEpsilonThatIsNotFinite_SaysSo(float epsilon) => ErrorText.IsOfParameter(
        "epsilon", FormattableString.Invariant($"epsilon must be finite and 0 or more, but is {epsilon}."), () => _ = new BatchNormLayer(1, epsilon));

    [Fact]
    public void Constructor_WithoutParameters_IsRefused() => Assert.Throws<ArgumentNullException>("parameters", () => new BatchNormLayer(null!));

    [Fact]
    public void MaxDegreeOfParallelism_OutOfRange_IsRefused() => ErrorText.IsOfParameter(
        "MaxDegreeOfParallelism", "MaxDegreeOfParallelism must be 1 or more, -1 or null, but is 0.",
        () => _ = new BatchNormLayer(1) { MaxDegreeOfParallelism = 0 });

    [Fact]
    public void Forward_OfOneValuePerChannelInTraining_IsRefused()
    {
        const string expected = "The batch has one value per channel, and one value has no variance. Give more rows or positions, or set Training to false.";
        AssertRefused(() => ErrorText.IsOfData(expected, () => _layer.Forward(_input.AsSpan(0, 3), _output.AsSpan(0, 3), 1)));

        // In evaluation one value is enough; unless it is normalized by itself.
        _layer.Training = false;
        _layer.Forward(_input.AsSpan(0, 3), _output.AsSpan(0, 3), 1);
        ErrorText.IsOfData(expected, () => new BatchNormLayer(3, trackRunningStats: false) { Training = false }.Forward(_input.AsSpan(0, 3), _output.AsSpan(0, 3), 1));
    }

    [Fact]
    public void Forward_OfAnotherLength_IsRefused()
    {
        AssertRefused(() => ErrorText.IsOfParameter(
            "input", "input has 71 values, which do not divide into 4 rows of 3 channels. Give batchSize * channels * positions values.",
            () => _layer.Forward(_input.AsSpan(1), _output, 4)));
        AssertRefused(() => ErrorText.IsOfParameter(
            "input", "input has 0 values, which do not divide into 4 rows of 3 channels. Give batchSize * channels * positions values.",
            () => _layer.Forward([], [], 4)));
        AssertRefused(() => ErrorText.IsOfParameter(
            "input", "input has 72 values, which do not divide into 0 rows of 3 channels. Give batchSize * channels * positions values.",
            () => _layer.Forward(_input, _output, 0)));
        AssertRefused(() => ErrorText.IsOfParameter(
            "input", "input has 72 values, which do not divide into 2147483647 rows of 3 channels. Give batchSize * channels * positions values.",
            () => _layer.Forward(_input, _output, int.MaxValue)));
        AssertRefused(() => ErrorText.IsOfParameter(
            "batchSize", "batchSize must be 0 or more, but is -1.", () => _layer.Forward(_input, _output, -1)));
        AssertRefused(() => ErrorText.IsOfParameter(
            "output", "output must be as long as input, 72 values, but has 71.", () => _layer.Forward(_input, _output.AsSpan(1), 4)));
    }

    [Fact]
    public void Forward_OverItsInputInTraining_IsRefused() => AssertRefused(() => ErrorText.IsOfParameter(
        "output", "output overlaps input, which Backward needs. Give other memory.", () => _layer.Forward(_input, _input, 4)));

    [Theory]
    [InlineData(true, "output overlaps input, which Backward needs. Give other memory.")]
    [InlineData(false, "output overlaps a part of input. Give all of input, or other memory.")]
    public void Forward_OverAPartOfItsInput_IsRefused(bool training, string expected)
    {
        _layer.Training = training;
        AssertRefused(() => ErrorText.IsOfParameter("output", expected, () => _layer.Forward(_input.AsSpan(0, 36), _input.AsSpan(1, 36), 4)));
        AssertRefused(() => ErrorText.IsOfParameter("output", expected, () => _layer.Forward(_input.AsSpan(1, 36), _input.AsSpan(0, 36), 4)));
    }

    [Fact]
    public void Backward_WithoutForward_IsRefused() => ErrorText.IsOfData(
        "There was no Forward whose gradients Backward could compute. Call Forward first.",
        () => new BatchNormLayer(3).Backward(_input, _gradient, _output));

    [Fact]
    public void Backward_OfAnotherLength_IsRefused()
    {
        AssertRefused(() => ErrorText.IsOfParameter(
            "input", "input has 71 values, but that of the last Forward had 72. Give the same input again.",
            () => _layer.Backward(_input.AsSpan(1), _gradient, _output)));
        AssertRefused(() => ErrorText.IsOfParameter(
            "outputGradient", "outputGradient must be as long as input, 72 values, but has 71.",
            () => _layer.Backward(_input, _gradient.AsSpan(1), _output)));
        AssertRefused(() => ErrorText.IsOfParameter(
            "inputGradient", "inputGradient must be as long as input, 72 values, but has 71.",
            () => _layer.Backward(_input, _gradient, _output.AsSpan(1))));
    }

    [Fact]
    public void Backward_OverAPartOfItsInputs_IsRefused()
    {
        float[] values = [.. _input, 0];
        AssertRefused(() => ErrorText.IsOfParameter(
            "inputGradient", "inputGradient overlaps a part of input. Give all of input, or other memory.",
            () => _layer.Backward(values.AsSpan(0, 72), _gradient, values.AsSpan(1))));
        AssertRefused(() => ErrorText.IsOfParameter(
            "inputGradient", "inputGradient overlaps a part of outputGradient. Give all of outputGradient, or other memory.",
            () => _layer.Backward(_input, values.AsSpan(1), values.AsSpan(0, 72))));
    }

    /// <summary>After a call that is refused, the statistics, the counter and the gradients are as before, and Backward still knows the last Forward.</summary>
    private void AssertRefused(Action assertError)
    {
        LayerResults before = LayerResults.Of(_layer, _input, _gradient, Shape.BatchSize);
        _output.AsSpan().Fill(-1);

        assertError();

        Assert.All(_output, value => Assert.Equal(-1, value));
        SameParameters.Assert(before.Parameters, _layer.ToParameters());
        Assert.Equal(before.WeightGradient, _layer.WeightGradient.ToArray());
        Assert.Equal(before.BiasGradient, _layer.BiasGradient.ToArray());
        var inputGradient = new float[Shape.Size];
        _layer.Backward(_input, _gradient, inputGradient);
        Assert.Equal(before.InputGradient, inputGradient);
    }
}
