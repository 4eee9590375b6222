using MlNetBatchNorm.Access;
using MlNetBatchNorm.Onnx;

namespace MlNetBatchNorm.OnnxAdaptation.Graph;

/// <summary>
/// The types that ML.NET's OnnxTransformer knows. It looks at every initializer and output of a graph, used or not, and fails on others, but only
/// when the adapted model is made.
/// </summary>
internal static class HeldTypes
{
    /// <summary>By their numbers in onnx/onnx.proto3, TensorProto.DataType.</summary>
    private static readonly string[] Names =
    [
        "UNDEFINED", "FLOAT", "UINT8", "INT8", "UINT16", "INT16", "INT32", "INT64", "STRING", "BOOL", "FLOAT16", "DOUBLE", "UINT32", "UINT64", "COMPLEX64", "COMPLEX128",
        "BFLOAT16", "FLOAT8E4M3FN", "FLOAT8E4M3FNUZ", "FLOAT8E5M2", "FLOAT8E5M2FNUZ", "UINT4", "INT4", "FLOAT4E2M1", "FLOAT8E8M0", "UINT2", "INT2",
    ];

    private static readonly string[] Held = [.. Names[..10], "DOUBLE", "UINT32", "UINT64"];

    /// <exception cref="InvalidOperationException">The graph has a tensor of another type.</exception>
    public static void Check(GraphProto graph)
    {
        foreach (TensorProto tensor in graph.Initializer)
            Check("initializer", tensor.Name, tensor.DataType);
        foreach (ValueInfoProto output in graph.Output.Where(output => output.Type?.TensorType is not null))
            Check("output", output.Name, output.Type.TensorType.ElemType);
    }

    private static void Check(string kind, string name, int type)
    {
        string text = Names.ElementAtOrDefault(type) ?? $"{type}";
        if (!Held.Contains(text))
            throw Errors.Data(
                $"The ONNX model's {kind} '{name}' is of type {text}, which ML.NET's OnnxTransformer cannot hold, used or not. Export the model in FLOAT, without " +
                "quantization to 4 bits.");
    }
}
