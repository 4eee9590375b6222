using System.Collections.Immutable;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Onnx;
using DataType = MlNetBatchNorm.Onnx.TensorProto.Types.DataType;

namespace MlNetBatchNorm.OnnxAdaptation.Graph;

/// <summary>The input of a model that images go into.</summary>
/// <param name="Name">Its name, and that of the column.</param>
/// <param name="Type">What it holds: Float, Double or Uint8.</param>
/// <param name="Dimensions">Of one image.</param>
/// <param name="TakesBatches">Whether the first dimension is open; if not, it is 1.</param>
internal sealed record ModelInput(string Name, DataType Type, ImmutableArray<long> Dimensions, bool TakesBatches)
{
    /// <summary>The number of values of one image.</summary>
    public int Size { get; } = (int)Dimensions.Aggregate(1L, (product, dimension) => Math.Min(int.MaxValue, product * Math.Min(int.MaxValue, dimension)));

    /// <exception cref="ArgumentOutOfRangeException">The model has no such input.</exception>
    /// <exception cref="InvalidOperationException">It is not one image of known size, or there are others.</exception>
    public static ModelInput Find(GraphProto graph, string inputColumnName)
    {
        ValueInfoProto[] inputs = [.. GraphValues.FedInputs(graph)];
        string names = string.Join(", ", inputs.Select(one => $"'{one.Name}'"));
        ValueInfoProto input = inputs.FirstOrDefault(one => one.Name == inputColumnName)
            ?? throw Errors.Parameter(nameof(inputColumnName), $"The ONNX model has no input '{inputColumnName}'. Its inputs are: {names}. Name the column as the input.");
        if (inputs.Length > 1)
            throw Errors.Data($"The ONNX model has the inputs {names}; only models of one input can be adapted.");
        return new ModelInput(input.Name, TypeOf(input), DimensionsOf(input), TakesBatchesOf(input));
    }

    /// <summary>The dimensions of a batch.</summary>
    public long[] Shape(long rows) => [rows, .. Dimensions];

    private static DataType TypeOf(ValueInfoProto input) => (DataType)(input.Type?.TensorType?.ElemType ?? 0) switch
    {
        DataType.Float => DataType.Float,
        DataType.Double => DataType.Double,
        DataType.Uint8 => DataType.Uint8,
        DataType other => throw Errors.Data($"Input '{input.Name}' of the ONNX model is of type {other}, but must be of FLOAT, DOUBLE or UINT8."),
    };

    private static ImmutableArray<long> DimensionsOf(ValueInfoProto input)
    {
        TensorShapeProto? shape = input.Type.TensorType.Shape;
        return shape is { Dim.Count: > 0 } && shape.Dim.Skip(1).All(dimension => dimension.DimValue > 0)
            ? [.. shape.Dim.Skip(1).Select(dimension => dimension.DimValue)]
            : throw Errors.Data(
                $"Input '{input.Name}' of the ONNX model has the shape {Text(shape)}, but only its first dimension, the batch, may be of unknown size. Export the model " +
                "for images of one size.");
    }

    private static bool TakesBatchesOf(ValueInfoProto input)
    {
        long first = input.Type.TensorType.Shape.Dim[0].DimValue;
        return first <= 0 || (first == 1
            ? false
            : throw Errors.Data(
                $"Input '{input.Name}' of the ONNX model has the shape {Text(input.Type.TensorType.Shape)}: batches of {first}, where a row is one image. Export the model with an " +
                $"open batch, dynamic_axes={{\"{input.Name}\": {{0: \"batch\"}}}}."));
    }

    private static string Text(TensorShapeProto? shape) => shape is null
        ? "unknown"
        : $"[{string.Join(", ", shape.Dim.Select(one => one.DimValue > 0 ? $"{one.DimValue}" : one.DimParam.Length > 0 ? one.DimParam : "?"))}]";
}
