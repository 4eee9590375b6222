using Google.Protobuf;
using MlNetBatchNorm.Arguments;

namespace MlNetBatchNorm.Onnx.Import;

/// <summary>
/// The BatchNormalization nodes of an ONNX file, and where its stored values lie. Of nearly everything else, the weights first of all, only
/// the length is read, and no length is believed that the file does not have.
/// </summary>
internal sealed class OnnxFile
{
    private readonly Stream _stream;
    private readonly List<NodeProto> _batchNorms = [];
    private readonly Dictionary<string, (long, long)> _initializers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long, long)> _producers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _makers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long, long)> _subtractions = new(StringComparer.Ordinal);

    /// <param name="stream">A seekable stream that holds the file and nothing else; initializers are read from it later.</param>
    /// <exception cref="FormatException">The file is damaged.</exception>
    public OnnxFile(Stream stream)
    {
        _stream = stream;
        var model = new WireReader(stream);
        bool found = false;
        while (model.Next())
        {
            if (model.Field != ModelProto.GraphFieldNumber)
                continue;
            ReadGraph(model.Message());
            found = true;
        }

        OnnxFormat.Require(found, "it has no graph");
    }

    /// <summary>Reads where everything is, or says what the file is instead.</summary>
    /// <exception cref="FormatException">The file is damaged, or of another kind.</exception>
    public static OnnxFile Open(Stream stream)
    {
        try
        {
            return new OnnxFile(stream);
        }
        catch (FormatException) when (FileKinds.Of(stream) is { } kind && kind.Reader != nameof(BatchNormParameters.LoadOnnx))
        {
            throw OnnxFormat.Fault($"it is {kind.What}", kind.Remedy);
        }
    }

    /// <summary>The BatchNormalization nodes of the graph, in its order; not those of subgraphs.</summary>
    public IReadOnlyList<NodeProto> BatchNorms => _batchNorms;

    /// <summary>The values that the file stores, by name.</summary>
    /// <param name="folder">The folder of the file; null where it is a stream.</param>
    public StoredValues Values(ModelFolder? folder) => new(
        folder,
        name => Parse(TensorProto.Parser, _initializers, name),
        name => Parse(NodeProto.Parser, _producers, name),
        _makers.GetValueOrDefault);

    /// <summary>The Sub node that makes a value; null if none does.</summary>
    public NodeProto? Subtraction(string value) => Parse(NodeProto.Parser, _subtractions, value);

    private void ReadGraph(WireReader graph)
    {
        while (graph.Next())
        {
            if (graph.Field == GraphProto.NodeFieldNumber)
                ReadNode(graph.Message(), graph.Extent);
            else if (graph.Field == GraphProto.InitializerFieldNumber)
                _initializers[Name(graph.Message())] = graph.Extent;
        }
    }

    private void ReadNode(WireReader node, (long, long) extent)
    {
        (string type, string name, string output) = ("", "", "");
        while (node.Next())
        {
            if (node.Field == NodeProto.OpTypeFieldNumber)
                type = node.Text();
            else if (node.Field == NodeProto.NameFieldNumber)
                name = node.Text();
            else if (node.Field == NodeProto.OutputFieldNumber && output.Length == 0)
                output = node.Text();
        }

        _makers[output] = StoredValues.Describe(type, name);
        if (StoredValues.IsProducer(type))
            _producers[output] = extent;
        else if (type == BatchNormNode.Subtraction)
            _subtractions[output] = extent;
        else if (type == BatchNormNode.OpType && Parse(NodeProto.Parser, extent) is var found && BatchNormNode.Is(found))
            _batchNorms.Add(found);
    }

    private static string Name(WireReader tensor)
    {
        string name = "";
        while (tensor.Next())
        {
            if (tensor.Field == TensorProto.NameFieldNumber)
                name = tensor.Text();
        }

        return name;
    }

    private T? Parse<T>(MessageParser<T> parser, Dictionary<string, (long, long)> extents, string name) where T : class, IMessage<T> =>
        extents.TryGetValue(name, out (long, long) extent) ? Parse(parser, extent) : null;

    private T Parse<T>(MessageParser<T> parser, (long Begin, long Length) extent) where T : IMessage<T>
    {
        OnnxFormat.Require(extent.Length <= Array.MaxLength, $"a message of it is {extent.Length} bytes long");
        var bytes = new byte[extent.Length];
        _stream.Position = extent.Begin;
        _stream.ReadExactly(bytes);
        try
        {
            return parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException damage)
        {
            throw OnnxFormat.Fault($"what lies at byte {extent.Begin} is damaged ({damage.Message})");
        }
    }
}
