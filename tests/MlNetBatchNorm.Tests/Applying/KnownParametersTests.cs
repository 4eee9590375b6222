using Microsoft.ML;
using MlNetBatchNorm.Tests.PyTorch;

namespace MlNetBatchNorm.Tests.Applying;

/// <summary>Parameters that come from elsewhere: PyTorch's give PyTorch's output, and impossible ones are refused.</summary>
public sealed class KnownParametersTests
{
    [Theory]
    [InlineData("features_batches_of_3")]
    [InlineData("features_no_affine_epsilon_tenth")]
    [InlineData("sequence_last")]
    [InlineData("image_first_13x3")]
    [InlineData("image_last_drop_last")]
    [InlineData("volume_last")]
    public void Transform_ByTorchsParameters_GivesTorchsOutput(string name)
    {
        TorchCase torch = TorchCase.Load(name);
        var ml = new MLContext();
        IDataView view = Columns.View(ml, torch.Rows, torch.Dimensions);
        var known = new BatchNormParameters(
            torch.RunningMean!,
            torch.RunningVariance!,
            torch.Affine ? torch.Weight ?? [.. torch.RunningMean!.Select(_ => 1f)] : null,
            torch.Affine ? torch.Bias ?? [.. torch.RunningMean!.Select(_ => 0f)] : null,
            (float)torch.Epsilon,
            (float?)torch.Momentum,
            torch.NumBatchesTracked!.Value,
            Enum.Parse<ChannelLayout>(torch.Layout));
        BatchNormTransformer transformer = ml.Transforms.NormalizeBatch("Y", Columns.Input, known).Fit(view);
        float[][] actual = Columns.Read(transformer.Transform(view), "Y");

        double allowed = 1e-6 * torch.Output.Max(row => row.Max(Math.Abs));
        for (int row = 0; row < actual.Length; row++)
        {
            for (int i = 0; i < actual[row].Length; i++)
                Assert.Equal(torch.Output[row][i], (double)actual[row][i], allowed);
        }

        Assert.Equal(torch.NumBatchesTracked, transformer.Parameters[0].NumBatchesTracked);
        Assert.Equal(known.RunningMean, transformer.Parameters[0].RunningMean);
        Assert.Equal(known.Weight.HasValue, transformer.Parameters[0].Weight.HasValue);
    }

    [Fact]
    public void Fit_ByAutoLayout_TellsTheLayoutFound()
    {
        var ml = new MLContext();
        IDataView view = Columns.View(ml, RandomRows.Singles(1, 5 * 7 * 3), 5, 7, 3);
        BatchNormTransformer transformer = ml.Transforms.NormalizeBatch("Y", Columns.Input, new BatchNormParameters([0, 1, 2], [1, 1, 1])).Fit(view);

        Assert.Equal(ChannelLayout.ChannelsLast, transformer.Parameters[0].Layout);
    }

    [Fact]
    public void NormalizeBatch_ByParametersWithoutStatistics_IsRefused()
    {
        var ml = new MLContext();
        IDataView view = Columns.View(ml, RandomRows.Singles(4, 2), 2);
        BatchNormParameters untracked = ml.Transforms.NormalizeBatch("Y", Columns.Input, trackRunningStats: false).Fit(view).Parameters[0];
        ArgumentOutOfRangeException error =
            Assert.Throws<ArgumentOutOfRangeException>(() => ml.Transforms.NormalizeBatch("Y", Columns.Input, untracked));

        Assert.Equal(
            "parameters hold no running statistics (trackRunningStats: false), so there is nothing to normalize by. Take them from a fit that " +
            "tracks them. (Parameter 'parameters')", error.Message);
    }

    [Fact]
    public void Fit_ByKnownParametersFromPrevious_IsRefused()
    {
        var ml = new MLContext();
        IDataView view = Columns.View(ml, RandomRows.Singles(4, 2), 2);
        BatchNormTransformer previous = ml.Transforms.NormalizeBatch("Y", Columns.Input).Fit(view);
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() =>
            ml.Transforms.NormalizeBatch("Y", Columns.Input, previous.Parameters[0]).Fit(view, previous));

        Assert.Equal(
            "This estimator has its parameters already and learns nothing, so no fit can go on. Make one that learns with NormalizeBatch. " +
            "(Parameter 'previous')", error.Message);
    }

    [Fact]
    public void Constructor_OfImpossibleStatistics_IsRefused()
    {
        AssertRefused(() => new([], []), "RunningMean must hold at least one channel, but is empty. (Parameter 'RunningMean')");
        AssertRefused(() => new([1, 2], [1]),
            "RunningVariance must be 2 long, one value a channel as RunningMean, but is 1 long. (Parameter 'RunningVariance')");
        AssertRefused(() => new([1, float.NaN], [1, 1]), "RunningMean must be finite, but channel 1 has NaN. (Parameter 'RunningMean')");
        AssertRefused(() => new([1, 2], [float.PositiveInfinity, 1]),
            "RunningVariance must be finite, but channel 0 has Infinity. (Parameter 'RunningVariance')");
        AssertRefused(() => new([1, 2], [1, -0.25f]), "RunningVariance must be 0 or more, but channel 1 has -0.25. (Parameter 'RunningVariance')");
        AssertRefused(() => new([1], [0], epsilon: 0),
            "Epsilon must be more than 0, because the variance of channel 0 is 0. (Parameter 'Epsilon')");
    }

    [Fact]
    public void Constructor_OfImpossibleOptions_IsRefused()
    {
        AssertRefused(() => new([1], [1], epsilon: -1), "Epsilon must be finite and 0 or more, but is -1. (Parameter 'Epsilon')");
        AssertRefused(() => new([1], [1], epsilon: float.NaN), "Epsilon must be finite and 0 or more, but is NaN. (Parameter 'Epsilon')");
        AssertRefused(() => new([1], [1], momentum: 1.5f),
            "Momentum must lie from 0 to 1, or be null for the cumulative average, but is 1.5. (Parameter 'Momentum')");
        AssertRefused(() => new([1], [1], momentum: float.NaN),
            "Momentum must lie from 0 to 1, or be null for the cumulative average, but is NaN. (Parameter 'Momentum')");
        AssertRefused(() => new([1], [1], numBatchesTracked: -1),
            "NumBatchesTracked must be 0 or more, but is -1. (Parameter 'NumBatchesTracked')");
        AssertRefused(() => new([1], [1], layout: (ChannelLayout)7), "Layout must be a ChannelLayout, but is 7. (Parameter 'Layout')");
    }

    [Fact]
    public void Constructor_OfImpossibleAffine_IsRefused()
    {
        const string both = "Bias must be given where Weight is, and be null where Weight is null. (Parameter 'Bias')";
        AssertRefused(() => new([1], [1], weight: [1]), both);
        AssertRefused(() => new([1], [1], bias: [1]), both);
        AssertRefused(() => new([1, 1], [1, 1], [1], [1, 1]),
            "Weight must be 2 long, one value a channel as RunningMean, but is 1 long. (Parameter 'Weight')");
        AssertRefused(() => new([1, 1], [1, 1], [1, 1], [1, 1, 1]),
            "Bias must be 2 long, one value a channel as RunningMean, but is 3 long. (Parameter 'Bias')");
        AssertRefused(() => new([1], [1], [1], [float.NaN]), "Bias must be finite, but channel 0 has NaN. (Parameter 'Bias')");
        AssertRefused(() => new([1], [1e-10f], [3e38f], [0], epsilon: 0),
            $"Weight divided by the standard deviation must be finite, but channel 0 has {3e38f / Math.Sqrt(1e-10f)}. (Parameter 'Weight')");
    }

    [Fact]
    public void Constructor_OfNull_IsRefused()
    {
        Assert.Throws<ArgumentNullException>(() => new BatchNormParameters(null!, [1]));
        Assert.Throws<ArgumentNullException>(() => new BatchNormParameters([1], null!));
    }

    private static void AssertRefused(Func<BatchNormParameters> create, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentOutOfRangeException>(create).Message);
}
