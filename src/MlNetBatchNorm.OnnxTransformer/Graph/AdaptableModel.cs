using Google.Protobuf;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Onnx;

namespace MlNetBatchNorm.OnnxAdaptation.Graph;

/// <summary>A model in evaluation mode, and its BatchNormalization layers, whose statistics may be replaced.</summary>
internal sealed class AdaptableModel
{
    private readonly Dictionary<string, int> _readers;
    private readonly string _prefix;

    private AdaptableModel(ModelProto model, string path)
    {
        Model = model;
        Path = path;
        HeldTypes.Check(model.Graph);
        Opset = Opsets.OfOnnx(model);
        EvaluationMode.Set(model.Graph);
        Layers = LayerFinder.Find(model);
        _readers = GraphValues.CountReaders(model.Graph);
        _prefix = GraphValues.UnusedPrefix(model.Graph);
    }

    public ModelProto Model { get; }

    /// <summary>The file that it was read from, for messages.</summary>
    public string Path { get; }

    /// <summary>The version of ONNX's own operators.</summary>
    public int Opset { get; }

    /// <summary>In the order of the graph, at least one.</summary>
    public IReadOnlyList<AdaptableLayer> Layers { get; }

    /// <exception cref="FormatException">The file is damaged.</exception>
    /// <exception cref="InvalidOperationException">The model cannot be adapted; the message says why.</exception>
    public static AdaptableModel Read(string path) => new(OnnxGraphs.Read(path), path);

    /// <summary>A name that no value of the model has.</summary>
    public string NameFor(string wanted) => _prefix + wanted;

    /// <summary>The same, of a layer's own.</summary>
    public string NameFor(AdaptableLayer layer, string wanted) => NameFor($"{layer.Index}/{wanted}");

    /// <summary>Replaces the statistics of a layer.</summary>
    public void SetStatistics(AdaptableLayer layer, IReadOnlyList<double> mean, IReadOnlyList<double> variance)
    {
        Replace(layer, AdaptableLayer.Mean, "mean", mean);
        Replace(layer, AdaptableLayer.Variance, "variance", variance);
    }

    /// <exception cref="ArgumentOutOfRangeException">The model has no such output.</exception>
    public void CheckOutput(string outputColumnName)
    {
        if (Model.Graph.Output.All(output => output.Name != outputColumnName))
            throw Errors.Parameter(nameof(outputColumnName),
                $"The ONNX model has no output '{outputColumnName}'. Its outputs are: {string.Join(", ", Model.Graph.Output.Select(output => $"'{output.Name}'"))}.");
    }

    public void Save(string path)
    {
        using FileStream file = File.Create(path);
        Model.WriteTo(file);
    }

    /// <summary>Until IR version 4, every initializer is an input too; but not every exporter lists them, and then none may be.</summary>
    private bool ListsInitializers()
    {
        HashSet<string> inputs = [.. Model.Graph.Input.Select(input => input.Name)];
        return Model.IrVersion < 4 && Model.Graph.Initializer.Any(tensor => inputs.Contains(tensor.Name));
    }

    /// <summary>An initializer that only this node reads keeps its name; one that layers share, or a constant, gets a successor.</summary>
    private void Replace(AdaptableLayer layer, int input, string wanted, IReadOnlyList<double> values)
    {
        string old = layer.Node.Input[input];
        TensorProto? stored = Model.Graph.Initializer.FirstOrDefault(tensor => tensor.Name == old);
        bool own = stored is not null && _readers[old] == 1;
        string name = own ? old : NameFor(layer, wanted);
        if (own)
            Model.Graph.Initializer.Remove(stored!);
        TensorProto replacement = Tensors.Vector(name, layer.Type, values);
        Model.Graph.Initializer.Add(replacement);
        layer.Node.Input[input] = name;
        _readers[name] = 1;
        if (!own && ListsInitializers())
            Model.Graph.Input.Add(Tensors.Input(replacement));
    }
}
