using Microsoft.ML;
using MlNetBatchNorm.Tests.OnnxAdaptation;
using MlNetBatchNorm.Tests.Persistence;

namespace MlNetBatchNorm.Tests.Registration;

/// <summary>Every way into the library that ends in ML.NET's internals. <see cref="LaterMlNet"/> runs them.</summary>
public static class WaysIn
{
    private static readonly Dictionary<string, Action<MLContext>> Ways = new()
    {
        ["NormalizeBatch"] = ml => ml.Transforms.NormalizeBatch("Y", "X"),
        ["NormalizeBatch with options"] = ml => ml.Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options()),
        ["NormalizeBatch of columns"] = ml => ml.Transforms.NormalizeBatch([new("Y", "X"), new("Z", "X")]),
        ["NormalizeBatch with parameters"] = ml => ml.Transforms.NormalizeBatch("Y", "X", new BatchNormParameters([1], [1])),
        ["NormalizeChannels"] = ml => ml.Transforms.NormalizeChannels("Y", "X", [1], [1]),
        ["NormalizeChannels of images"] = ml => ml.Transforms.NormalizeChannels("Y", "X", ImageNormalization.ImageNet),
        ["AdaptOnnxModel"] = ml => ml.Transforms.AdaptOnnxModel(NetCase.Output, NetCase.Input, NetCase.PathOf("residual_17.onnx")),
        ["Model.Load"] = ml => ml.Model.Load(GoldenModel.Path, out _),
    };

    public static IEnumerable<string> Names => Ways.Keys;

    public static void Enter(string name) => Ways[name](new MLContext());
}
