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
        IDataView view = ColumnValues.View(ml, torch.Rows, torch.Dimensions);
        var known = new BatchNormParameters(
            torch.RunningMean!,
            torch.RunningVariance!,
            torch.Affine ? torch.Weight ?? [.. torch.RunningMean!.Select(_ => 1f)] : null,
            torch.Affine ? torch.Bias ?? [.. torch.RunningMean!.Select(_ => 0f)] : null,
            (float)torch.Epsilon,
            (float?)torch.Momentum,
            torch.NumBatchesTracked!.Value,
            Enum.Parse<ChannelLayout>(torch.Layout));
        BatchNormTransformer transformer = ml.Transforms.NormalizeBatch("Y", ColumnValues.Input, known).Fit(view);
        float[][] actual = ColumnValues.Read(transformer.Transform(view), "Y");

        Close.AssertRelative([.. torch.Output.SelectMany(row => row)], [.. actual.SelectMany(row => row)], 1e-6);

        Assert.Equal(torch.NumBatchesTracked, transformer.Parameters[0].NumBatchesTracked);
        Assert.Equal(known.RunningMean, transformer.Parameters[0].RunningMean);
        Assert.Equal(known.Weight.HasValue, transformer.Parameters[0].Weight.HasValue);
    }

    [Fact]
    public void Fit_ByAutoLayout_TellsTheLayoutFound()
    {
        var ml = new MLContext();
        IDataView view = ColumnValues.View(ml, RandomRows.Singles(1, 5 * 7 * 3), 5, 7, 3);
        BatchNormTransformer transformer = ml.Transforms.NormalizeBatch("Y", ColumnValues.Input, new BatchNormParameters([0, 1, 2], [1, 1, 1])).Fit(view);

        Assert.Equal(ChannelLayout.ChannelsLast, transformer.Parameters[0].Layout);
    }
}
