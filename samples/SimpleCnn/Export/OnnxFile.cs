using Google.Protobuf;
using MlNetBatchNorm.Files;
using MlNetBatchNorm.Onnx;
using AttributeType = MlNetBatchNorm.Onnx.AttributeProto.Types.AttributeType;
using DataType = MlNetBatchNorm.Onnx.TensorProto.Types.DataType;

namespace SimpleCnn.Export;

/// <summary>An ONNX model under construction: nodes one after the other. A row of a pipeline is one image, so the batch axis is 1.</summary>
internal sealed class OnnxFile(string name)
{
    /// <summary>The versions of the format and of its operators, https://onnx.ai/onnx/operators: old enough for any ONNX Runtime of today.</summary>
    private const int IrVersion = 8;
    private const int Opset = 15;

    private readonly GraphProto _graph = new() { Name = name };

    public void Input(string name, params IEnumerable<int> dimensions) => _graph.Input.Add(Value(name, DataType.Float, dimensions));

    public void Output(string name, params IEnumerable<int> dimensions) => _graph.Output.Add(Value(name, DataType.Float, dimensions));

    public void IndexOutput(string name, params IEnumerable<int> dimensions) => _graph.Output.Add(Value(name, DataType.Int64, dimensions));

    /// <summary>Numbers that nodes take as another input.</summary>
    public string Weights(string name, ReadOnlySpan<float> values, params IEnumerable<int> dimensions)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)DataType.Float, FloatData = { values.ToArray() } };
        tensor.Dims.Add(dimensions.Select(dimension => (long)dimension));
        _graph.Initializer.Add(tensor);
        return name;
    }

    /// <returns>The node's output, for the next one to take.</returns>
    public string Node(string operation, string[] inputs, string output, params AttributeProto[] attributes)
    {
        _graph.Node.Add(new NodeProto { OpType = operation, Input = { inputs }, Output = { output }, Attribute = { attributes } });
        return output;
    }

    public static AttributeProto Attribute(string name, long value) => new() { Name = name, I = value, Type = AttributeType.Int };

    public static AttributeProto Attribute(string name, params long[] values) =>
        new() { Name = name, Ints = { values }, Type = AttributeType.Ints };

    public void Save(string path)
    {
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            OpsetImport = { new OperatorSetIdProto { Version = Opset } },
            ProducerName = nameof(SimpleCnn),
            Graph = _graph,
        };
        FileReplacement.Write(path, model.WriteTo);
    }

    private static ValueInfoProto Value(string name, DataType type, IEnumerable<int> dimensions)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(dimensions.Select(dimension => new TensorShapeProto.Types.Dimension { DimValue = dimension }));
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } },
        };
    }
}
