using Microsoft.ML;
using Microsoft.ML.Transforms.Onnx;

namespace MlNetBatchNorm.Tests.OnnxAdaptation;

/// <summary>Six networks of PyTorch's exporter, of opsets 7 to 17, against torch.optim.swa_utils.update_bn: see Reference/nets.py.</summary>
public sealed class UpdateBnTests
{
    private const double Tolerance = 1e-5;

    private readonly MLContext _ml = new(1);

    public static TheoryData<string, string> Files() => [.. NetCase.All.SelectMany(net => net.Files.Select(file => (net.Net, file)))];

    public static TheoryData<string> Nets() => [.. NetCase.All.Select(net => net.Net)];

    [Fact]
    public void Cases_OfPooledAndBatchStatistics_DifferByFarMoreThanTheTolerance() => Assert.All(NetCase.All, net =>
    {
        Assert.Contains(net.UpdateBn.Zip(net.Pooled), pair => pair.First.Variance.Zip(pair.Second.Variance).Any(one => Math.Abs(one.First - one.Second) > 100 * Tolerance));
        Assert.Contains(net.UpdateBn.Zip(net.LayerwisePooled), pair => pair.First.Mean.Zip(pair.Second.Mean).Any(one => Math.Abs(one.First - one.Second) > 100 * Tolerance));
    });

    [Theory]
    [MemberData(nameof(Files))]
    public void Fit_OfModelThatTakesBatches_GivesUpdateBnsStatisticsAndPyTorchsOutputs(string net, string file)
    {
        NetCase expected = NetCase.Named(net);
        IDataView view = NetCase.View(_ml, NetCase.Rows);

        using OnnxTransformer transformer = Fit(file, view, BatchNormStatistics.Running);

        AdaptedLayers.AssertClose(expected.UpdateBn, AdaptedLayers.Of(transformer), Tolerance);
        Close.AssertWithin([.. expected.Outputs.SelectMany(row => row)], [.. ColumnValues.Read(transformer.Transform(view), NetCase.Output).SelectMany(row => row)], _ => Tolerance);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Fit_WithExactStatistics_GivesThePooledOnes(string net, string file)
    {
        using OnnxTransformer transformer = Fit(file, NetCase.View(_ml, NetCase.Rows), BatchNormStatistics.Exact);
        AdaptedLayers.AssertClose(NetCase.Named(net).Pooled, AdaptedLayers.Of(transformer), Tolerance);
    }

    [Theory]
    [MemberData(nameof(Nets))]
    public void Fit_OfModelWithABatchOf1_AdaptsLayerAfterLayer(string net)
    {
        NetCase expected = NetCase.Named(net);
        using OnnxTransformer transformer = Fit(expected.FixedFile, NetCase.View(_ml, NetCase.Rows), BatchNormStatistics.Running);
        AdaptedLayers.AssertClose(expected.Layerwise, AdaptedLayers.Of(transformer), Tolerance);
    }

    [Theory]
    [MemberData(nameof(Nets))]
    public void Fit_OfModelWithABatchOf1AndExactStatistics_PoolsThem(string net)
    {
        NetCase expected = NetCase.Named(net);
        using OnnxTransformer transformer = Fit(expected.FixedFile, NetCase.View(_ml, NetCase.Rows), BatchNormStatistics.Exact);
        AdaptedLayers.AssertClose(expected.LayerwisePooled, AdaptedLayers.Of(transformer), Tolerance);
    }

    [Theory]
    [MemberData(nameof(Nets))]
    public void Fit_OfModelWithABatchOf1AndBlend_LetsUpperLayersSeeWhatTheLowerOnesBecame(string net)
    {
        NetCase expected = NetCase.Named(net);
        using OnnxTransformer transformer = Fit(expected.FixedFile, NetCase.View(_ml, NetCase.Rows), BatchNormStatistics.Exact, NetCase.Blend);
        AdaptedLayers.AssertClose(expected.LayerwiseBlend, AdaptedLayers.Of(transformer), Tolerance);
    }

    private OnnxTransformer Fit(string file, IDataView view, BatchNormStatistics statistics, float blend = 1) => _ml.Transforms
        .AdaptOnnxModel(NetCase.Output, NetCase.Input, NetCase.PathOf(file), new OnnxAdaptationOptions
        {
            BatchSize = NetCase.BatchSize,
            Statistics = statistics,
            Blend = blend,
        })
        .Fit(view);
}
