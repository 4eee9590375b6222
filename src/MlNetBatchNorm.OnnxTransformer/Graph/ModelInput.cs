using System.Collections.Immutable;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Onnx;
using DataType = MlNetBatchNorm.Onnx.TensorProto.Types.DataType;

namespace MlNetBatchNorm.OnnxAdaptation.Graph;

/// <summary>The input of a model that images go into.</summary>
/// <param name="Name">Its name, and that of the column.</param>
/// <param name="Type">What it holds: Float, Double or Uint8.</param>
/// <param name="Dimensions">Of one image; 0 where the model leaves one open.</param>
/// <param name="TakesBatches">Whether the first dimension is open; if not, it is 1.</param>
/// <param name="ModelFile">The model's file, for messages.</param>
internal sealed record ModelInput(string Name, DataType Type, ImmutableArray<long> Dimensions, bool TakesBatches, string ModelFile)
{
    /// <summary>Whether the column has to tell the size of an image.</summary>
    public bool IsOpen => Dimensions.Contains(0);

    /// <summary>The number of values of one image.</summary>
    public int Size => (int)Dimensions.Aggregate(1L, (product, dimension) => Math.Min(int.MaxValue, product * Math.Min(int.MaxValue, dimension)));

    /// <summary>The dimensions of one image, as messages have them.</summary>
    public string Text => $"[{string.Join(", ", Dimensions.Select(one => one > 0 ? $"{one}" : "?"))}]";

    /// <param name="model">The model.</param>
    /// <param name="inputColumnName">The name of the input.</param>
    /// <param name="shapes">Shapes that the caller gives, by names of inputs and outputs; null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The model has no such input, or a shape is not one that it can have.</exception>
    /// <exception cref="InvalidOperationException">It is not one image, or there are others.</exception>
    public static ModelInput Find(AdaptableModel model, string inputColumnName, IDictionary<string, int[]>? shapes)
    {
        ValueInfoProto[] inputs = [.. GraphValues.FedInputs(model.Model.Graph)];
        string names = string.Join(", ", inputs.Select(one => $"'{one.Name}'"));
        ValueInfoProto input = inputs.FirstOrDefault(one => one.Name == inputColumnName)
            ?? throw Errors.Parameter(nameof(inputColumnName), $"The ONNX model has no input '{inputColumnName}'. Its inputs are: {names}. Name the column as the input.");
        if (inputs.Length > 1)
            throw Errors.Data($"The ONNX model has the inputs {names}; only models of one input can be adapted.");
        DataType type = TypeOf(input);
        return new ModelInput(input.Name, type, InputShape.Of(input, shapes)[1..], InputShape.TakesBatches(input), model.Path);
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
}
