using MlNetBatchNorm.Access;
using MlNetBatchNorm.Onnx;

namespace MlNetBatchNorm.OnnxAdaptation.Graph;

/// <summary>Versions of ONNX's own operators: https://github.com/onnx/onnx/blob/main/docs/Changelog.md.</summary>
internal static class Opsets
{
    /// <summary>The first whose BatchNormalization is today's but for training.</summary>
    public const int First = 7;

    /// <summary>From here on, BatchNormalization has training_mode.</summary>
    public const int TrainingMode = 14;

    /// <exception cref="InvalidOperationException">It is older than <see cref="First"/>.</exception>
    public static int OfOnnx(ModelProto model)
    {
        long version = model.OpsetImport.Where(opset => opset.Domain is "" or "ai.onnx").Select(opset => opset.Version).FirstOrDefault(1);
        return version >= First
            ? (int)Math.Min(version, int.MaxValue)
            : throw Errors.Data($"The ONNX model is of opset {version}, and only opset {First} and later can be adapted. Export it again, for opset 15 say.");
    }
}
