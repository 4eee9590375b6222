using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MlNetBatchNorm.Tests.Onnx;

/// <summary>What ONNX Runtime makes of a transformer's model.</summary>
internal sealed class OnnxRuntimeModel(BatchNormTransformer transformer) : IDisposable
{
    public InferenceSession Session { get; } = new(Save(transformer));

    public static byte[] Save(BatchNormTransformer transformer)
    {
        using var stream = new MemoryStream();
        transformer.SaveAsOnnx(stream);
        return stream.ToArray();
    }

    public TOut[] Run<TIn, TOut>(TIn[][] rows, int[] dimensions, string input = ColumnValues.Input, string output = "Y") =>
        Run<TIn, TOut>(Session, rows, dimensions, input, output);

    /// <summary>All rows of one input as one batch.</summary>
    public static TOut[] Run<TIn, TOut>(InferenceSession session, TIn[][] rows, int[] dimensions, string input, string output)
    {
        var tensor = new DenseTensor<TIn>(rows.SelectMany(row => row).ToArray(), [rows.Length, .. dimensions]);
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run([NamedOnnxValue.CreateFromTensor(input, tensor)], [output]);
        Tensor<TOut> result = results[0].AsTensor<TOut>();
        Assert.Equal([rows.Length, .. dimensions], result.Dimensions.ToArray());
        return [.. result];
    }

    public void Dispose() => Session.Dispose();
}
