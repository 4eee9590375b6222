using AttributeType = MlNetBatchNorm.Onnx.AttributeProto.Types.AttributeType;
using DataType = MlNetBatchNorm.Onnx.TensorProto.Types.DataType;

namespace MlNetBatchNorm.Onnx;

/// <summary>Makes the small messages that an ONNX graph is built of.</summary>
internal static class OnnxMessages
{
    /// <summary>The dimension that counts rows; any name makes it dynamic.</summary>
    private const string BatchAxis = "batch";

    public static AttributeProto Attribute(string name, float value) => new() { Name = name, F = value, Type = AttributeType.Float };

    public static AttributeProto Attribute(string name, long value) => new() { Name = name, I = value, Type = AttributeType.Int };

    public static AttributeProto Attribute(string name, IEnumerable<long> values) =>
        new() { Name = name, Ints = { values }, Type = AttributeType.Ints };

    /// <summary>A tensor of floats.</summary>
    public static TensorProto Singles(string name, IEnumerable<long> dimensions, IEnumerable<float> values) =>
        new() { Name = name, Dims = { dimensions }, FloatData = { values }, DataType = (int)DataType.Float };

    /// <summary>A tensor of doubles.</summary>
    public static TensorProto Doubles(string name, IEnumerable<long> dimensions, IEnumerable<double> values) =>
        new() { Name = name, Dims = { dimensions }, DoubleData = { values }, DataType = (int)DataType.Double };

    /// <summary>A shape, as Reshape takes it.</summary>
    public static TensorProto Shape(string name, IReadOnlyCollection<long> dimensions) =>
        new() { Name = name, Dims = { dimensions.Count }, Int64Data = { dimensions }, DataType = (int)DataType.Int64 };

    /// <summary>An input or an output of the graph: any number of rows of these dimensions.</summary>
    public static ValueInfoProto Value(string name, DataType type, IEnumerable<int> dimensions)
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = BatchAxis } } };
        shape.Dim.Add(dimensions.Select(dimension => new TensorShapeProto.Types.Dimension { DimValue = dimension }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } },
        };
    }
}
