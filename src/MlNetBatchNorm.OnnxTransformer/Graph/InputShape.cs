using System.Collections.Immutable;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Onnx;

namespace MlNetBatchNorm.OnnxAdaptation.Graph;

/// <summary>The shape of a model's input: what the model says, and what the caller says where the model leaves it open.</summary>
internal static class InputShape
{
    /// <summary>The dimensions, the batch first; 0 for one that stays open.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The shape that the caller gives is not one that the input can have.</exception>
    /// <exception cref="InvalidOperationException">The model says nothing of it.</exception>
    public static ImmutableArray<long> Of(ValueInfoProto input, IDictionary<string, int[]>? shapes)
    {
        if (input.Type.TensorType.Shape is not { Dim.Count: > 0 } own)
            throw Errors.Data(
                $"Input '{input.Name}' of the ONNX model has the shape unknown, and ML.NET takes no such model. Export it with as many dimensions as images have, the batch first.");
        ImmutableArray<long> shape = [.. own.Dim.Select(one => Math.Max(0, one.DimValue))];
        return shapes is not null && shapes.TryGetValue(input.Name, out int[]? given) ? Merge(input.Name, shape, given) : shape;
    }

    /// <summary>Whether the first dimension is open; if not, it is 1.</summary>
    /// <exception cref="InvalidOperationException">It is another number.</exception>
    public static bool TakesBatches(ValueInfoProto input)
    {
        long first = input.Type.TensorType.Shape.Dim[0].DimValue;
        return first <= 0 || (first == 1
            ? false
            : throw Errors.Data(
                $"Input '{input.Name}' of the ONNX model has the shape {Text(input.Type.TensorType.Shape)}: batches of {first}, where a row is one image. Export the model with an " +
                $"open batch, dynamic_axes={{\"{input.Name}\": {{0: \"batch\"}}}}."));
    }

    private static ImmutableArray<long> Merge(string name, ImmutableArray<long> shape, int[] given)
    {
        bool possible = given.Length == shape.Length && given[0] <= 1 && shape.Zip(given).All(pair => pair.First == 0 || pair.Second <= 0 || pair.First == pair.Second);
        if (!possible)
            throw Errors.Parameter(
                nameof(OnnxAdaptationOptions.ShapeDictionary),
                $"ShapeDictionary has [{string.Join(", ", given)}] for input '{name}', but the ONNX model has [{string.Join(", ", shape.Select(one => one > 0 ? $"{one}" : "?"))}], of " +
                "which the first is the batch, 1.");
        return [.. shape.Zip(given, (one, other) => one > 0 ? one : Math.Max(0, other))];
    }

    private static string Text(TensorShapeProto shape) =>
        $"[{string.Join(", ", shape.Dim.Select(one => one.DimValue > 0 ? $"{one.DimValue}" : one.DimParam.Length > 0 ? one.DimParam : "?"))}]";
}
