using System.Collections.Immutable;

namespace MlNetBatchNorm.Onnx.Import;

/// <summary>
/// The values that a graph stores: initializers, and what Constant nodes hold. An Identity node passes its input on; PyTorch's exporter
/// writes one for each tensor that equals another.
/// </summary>
/// <param name="folder">The folder of the model file, where files of external data lie; null where there are none.</param>
/// <param name="initializer">The initializer of a name, or null.</param>
/// <param name="producer">The Constant or Identity node that makes a value, or null.</param>
/// <param name="maker">What messages call the node that makes a value, "the Sub node '/1/Sub'"; null where none does.</param>
internal sealed class StoredValues(
    ModelFolder? folder, Func<string, TensorProto?> initializer, Func<string, NodeProto?> producer, Func<string, string?> maker)
{
    private const string Constant = "Constant";
    private const string Identity = "Identity";
    private const int MaxIdentities = 100;

    private readonly Dictionary<string, ImmutableArray<float>> _numbers = new(StringComparer.Ordinal);

    /// <summary>Whether nodes of that type make stored values.</summary>
    public static bool IsProducer(string opType) => opType is Constant or Identity;

    /// <summary>What messages call the node that makes a value.</summary>
    public static string Describe(string opType, string name) => name.Length > 0 ? $"the {opType} node '{name}'" : $"a {opType} node without a name";

    /// <summary>The tensor of that name, which a BatchNormalization node reads.</summary>
    /// <exception cref="FormatException">It is not stored but computed, or not there.</exception>
    public TensorProto Find(string name, string reader) => Resolve(name, reader).Tensor;

    /// <summary>The numbers of a vector, which exist once, however many nodes share them.</summary>
    /// <exception cref="FormatException">It is not stored, or not a vector of real numbers.</exception>
    public ImmutableArray<float> Numbers(string name, string reader)
    {
        (string stored, TensorProto tensor) = Resolve(name, reader);
        if (!_numbers.TryGetValue(stored, out ImmutableArray<float> numbers))
            _numbers[stored] = numbers = TensorData.ToNumbers<float>(name, tensor, folder);
        return numbers;
    }

    /// <summary>Whether a vector is of doubles.</summary>
    /// <exception cref="FormatException">It is not stored but computed, or not there.</exception>
    public bool IsDouble(string name, string reader) => TensorData.IsDouble(Find(name, reader));

    /// <summary>The numbers of a vector in double precision.</summary>
    /// <exception cref="FormatException">It is not stored, or not a vector of real numbers.</exception>
    public ImmutableArray<double> Doubles(string name, string reader) => TensorData.ToNumbers<double>(name, Find(name, reader), folder);

    /// <summary>The numbers of a tensor of one value per channel, of shape <c>[C, 1, 1]</c> or <c>[1, C, 1, 1]</c>; null where it is none, or not stored.</summary>
    public ImmutableArray<double>? PerChannel(string name, int channels)
    {
        if (initializer(name)?.Clone() is not { } tensor || tensor.Dims.Any(size => size != 1 && size != channels)
            || tensor.Dims.Count(size => size == channels) != (channels == 1 ? tensor.Dims.Count : 1))
            return null;
        tensor.Dims.Clear();
        tensor.Dims.Add(channels);
        return TensorData.ToNumbers<double>(name, tensor, folder);
    }

    /// <summary>The tensor of that name, and the name of what holds it.</summary>
    private (string Name, TensorProto Tensor) Resolve(string name, string reader)
    {
        string next = name;
        for (int hops = 0; hops < MaxIdentities; hops++)
        {
            if (initializer(next) is { } tensor)
                return (next, tensor);
            NodeProto? node = producer(next);
            if (node?.OpType == Constant && node.Attribute.Select(Value).FirstOrDefault(value => value is not null) is { } constant)
                return (next, constant);
            if (node?.OpType != Identity || node.Input.Count != 1)
                break;
            next = node.Input[0];
        }

        throw producer(next) is null && maker(next) is { } made
            ? OnnxFormat.Fault($"BatchNormalization '{reader}' takes '{name}', which {made} computes", "Store its value as an initializer of the model, and give the node that.")
            : OnnxFormat.Fault($"'{name}' is not stored in it, neither as an initializer nor as a constant, and BatchNormalization '{reader}' needs it");
    }

    /// <summary>What an attribute of a Constant holds: a tensor, or from opset 12 on a list of floats.</summary>
    private static TensorProto? Value(AttributeProto attribute) => attribute.Floats.Count == 0
        ? attribute.T
        : new TensorProto { Dims = { attribute.Floats.Count }, DataType = (int)TensorProto.Types.DataType.Float, FloatData = { attribute.Floats } };
}
