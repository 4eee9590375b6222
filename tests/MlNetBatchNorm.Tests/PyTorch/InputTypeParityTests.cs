using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.PyTorch;

/// <summary>PyTorch's cases as columns of Byte and of Double: the same statistics and output, of Single and of Double.</summary>
public sealed class InputTypeParityTests
{
    private readonly MLContext _ml = new();

    public static TheoryData<string> Names() => [.. TorchCase.Names().Where(name => TorchCase.Load(name.Data).TrackRunningStats)];

    [Theory]
    [InlineData("bytes_first")]
    [InlineData("bytes_last")]
    [InlineData("bytes_last_batches_of_32")]
    public void FitAndTransform_OfBytes_GiveTorchsValues(string name)
    {
        TorchCase torch = TorchCase.Load(name);
        IDataView view = ColumnValues.View<byte>(_ml, [.. torch.Rows.Select(row => row.Select(value => (byte)value).ToArray())], torch.Dimensions);
        BatchNormTransformer transformer = Fit(torch, view);
        IDataView transformed = transformer.Transform(view);

        AssertStatistics(torch, transformer.Parameters[0]);
        Close.AssertRelative([.. torch.Output.SelectMany(row => row)], [.. ColumnValues.Read(transformed, "Y").SelectMany(row => row)], 1e-6);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, torch.Dimensions), transformed.Schema["Y"].Type);
    }

    /// <summary>PyTorch's double module has double statistics; ours are kept as floats, whose rounding shows where the mean is far from 0.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void FitAndTransform_OfDoubles_GiveTorchsValuesInDouble(string name)
    {
        TorchCase torch = TorchCase.Load(name);
        double[][] rows = [.. torch.Rows.Select(row => row.Select(value => (double)value).ToArray())];
        IDataView view = ColumnValues.View(_ml, rows, torch.Dimensions);
        BatchNormTransformer transformer = Fit(torch, view);
        IDataView transformed = transformer.Transform(view);

        AssertStatistics(torch, transformer.Parameters[0]);
        double[] expected = [.. torch.Output64.SelectMany(row => row)];
        double floatError = torch.Output.SelectMany(row => row).Zip(expected).Max(pair => Math.Abs(pair.First - pair.Second));
        double allowed = (1e-6 * expected.Max(Math.Abs)) + (2 * floatError);
        Close.AssertWithin(expected, [.. ColumnValues.Read<double>(transformed, "Y").SelectMany(row => row)], _ => allowed);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Double, torch.Dimensions), transformed.Schema["Y"].Type);
    }

    private BatchNormTransformer Fit(TorchCase torch, IDataView view) => _ml.Transforms
        .NormalizeBatch("Y", ColumnValues.Input, new BatchNormEstimator.Options
        {
            BatchSize = torch.BatchSize,
            Epsilon = (float)torch.Epsilon,
            Momentum = (float?)torch.Momentum,
            Affine = torch.Affine,
            DropLastBatch = torch.DropLastBatch,
            Weight = torch.Weight,
            Bias = torch.Bias,
            Layout = Enum.Parse<ChannelLayout>(torch.Layout),
        })
        .Fit(view);

    private static void AssertStatistics(TorchCase torch, BatchNormParameters parameters)
    {
        Close.AssertWithin(torch.RunningMean!, parameters.RunningMean, c => 1e-5 * Math.Abs(torch.RunningMean![c]));
        Close.AssertWithin(torch.RunningVariance!, parameters.RunningVariance, c => 1e-5 * Math.Abs(torch.RunningVariance![c]));
        Assert.Equal(torch.NumBatchesTracked, parameters.NumBatchesTracked);
    }
}
