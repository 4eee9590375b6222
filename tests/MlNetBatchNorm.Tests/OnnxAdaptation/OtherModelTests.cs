using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;
using MlNetBatchNorm.Onnx;
using DataType = MlNetBatchNorm.Onnx.TensorProto.Types.DataType;
using Dimension = MlNetBatchNorm.Onnx.TensorShapeProto.Types.Dimension;

namespace MlNetBatchNorm.Tests.OnnxAdaptation;

/// <summary>Models as other exporters write them: sizes left open, scales that are computed, constants that nobody needs once others take their place.</summary>
public sealed class OtherModelTests : IDisposable
{
    private const double Tolerance = 1e-5;
    private const string Plain = "plain_15.onnx";

    private readonly MLContext _ml = new(1);
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Fit_OfOpenSizes_TakesThemFromTheColumn()
    {
        using OnnxTransformer transformer = Create(Opened()).Fit(View());

        AdaptedLayers.AssertClose(NetCase.Named("plain").UpdateBn, AdaptedLayers.Of(transformer), Tolerance);
        Assert.Equal(NetCase.Rows.Length, ColumnValues.Read(transformer.Transform(View()), NetCase.Output).Length);
    }

    [Fact]
    public void Fit_OfSizesThatTheShapeDictionaryLeavesOpenToo_TakesThemFromTheColumn()
    {
        using OnnxTransformer transformer = Create(Opened(), new OnnxAdaptationOptions
        {
            BatchSize = NetCase.BatchSize,
            ShapeDictionary = new Dictionary<string, int[]> { ["input"] = [-1, 3, -1, 0] },
        }).Fit(View());
        AdaptedLayers.AssertClose(NetCase.Named("plain").UpdateBn, AdaptedLayers.Of(transformer), Tolerance);
    }

    /// <summary>One open size of a vector without dimensions follows from the others.</summary>
    [Fact]
    public void Fit_OfOneOpenSizeAndAFlatColumn_ComputesIt()
    {
        using OnnxTransformer transformer = Create(Opened(3)).Fit(View(3 * 8 * 8));
        AdaptedLayers.AssertClose(NetCase.Named("plain").UpdateBn, AdaptedLayers.Of(transformer), Tolerance);
    }

    [Fact]
    public void Fit_OfOpenSizesAndAFlatColumn_TakesThoseOfTheShapeDictionary()
    {
        string path = Opened();
        ErrorText.IsOfColumn(
            "Input column 'input' is of type Vector<Single, 192>, which does not tell the sizes that the model leaves open, [3, ?, ?]. Give them in " +
            $"OnnxAdaptationOptions.ShapeDictionary, such as [\"input\"] = [1, 3, 224, 224]. The model is '{path}'.", () => Create(path).Fit(View(3 * 8 * 8)));

        using OnnxTransformer transformer = Create(path, new OnnxAdaptationOptions
        {
            BatchSize = NetCase.BatchSize,
            ShapeDictionary = new Dictionary<string, int[]> { ["input"] = [1, 3, 8, 8], ["output"] = [1, OutputSize] },
        }).Fit(View(3 * 8 * 8));
        AdaptedLayers.AssertClose(NetCase.Named("plain").UpdateBn, AdaptedLayers.Of(transformer), Tolerance);
        Assert.Equal(OutputSize, ((VectorDataViewType)transformer.Transform(View(3 * 8 * 8)).Schema[NetCase.Output].Type).Size);
    }

    /// <summary>γ stored less one, and a bias of zeros: adapting needs neither.</summary>
    [Fact]
    public void Fit_OfScaleAndBiasThatAreComputed_AdaptsAll()
    {
        ModelProto model = Read();
        NodeProto layer = Layers(model.Graph).First();
        model.Graph.Initializer.Add(Vector("one", 1));
        model.Graph.Initializer.Add(new TensorProto { Name = "shape", DataType = (int)DataType.Int64, Dims = { 1 }, Int64Data = { Channels(model, layer) } });
        model.Graph.Node.Insert(0, new NodeProto { OpType = "Sub", Name = "less", Input = { layer.Input[1], "one" }, Output = { "scale_less_one" } });
        model.Graph.Node.Insert(1, new NodeProto { OpType = "Add", Name = "more", Input = { "scale_less_one", "one" }, Output = { "scale" } });
        model.Graph.Node.Insert(2, new NodeProto { OpType = "ConstantOfShape", Name = "zeros", Input = { "shape" }, Output = { "zeros" } });
        model.Graph.Node.Insert(3, new NodeProto { OpType = "Add", Name = "sum", Input = { layer.Input[2], "zeros" }, Output = { "bias" } });
        (layer.Input[1], layer.Input[2]) = ("scale", "bias");

        using OnnxTransformer transformer = Create(Write(model)).Fit(View());

        GraphProto adapted = ModelProto.Parser.ParseFrom(AdaptedLayers.Bytes(transformer)).Graph;
        NetCase.Layer[] expected = NetCase.Named("plain").UpdateBn;
        Assert.All(Layers(adapted).Zip(expected), pair => Close.AssertWithin(
            pair.Second.Mean, [.. Floats(adapted, pair.First.Input[3])], c => Tolerance * Math.Max(1, Math.Abs(pair.Second.Mean[c]))));
    }

    [Fact]
    public void LoadOnnx_OfScaleThatIsComputed_NamesNodeTensorAndProducer()
    {
        ModelProto model = Read();
        NodeProto layer = Layers(model.Graph).First();
        model.Graph.Node.Insert(0, new NodeProto { OpType = "Abs", Name = "positive", Input = { layer.Input[1] }, Output = { "computed" } });
        layer.Input[1] = "computed";
        string path = Write(model);

        FormatException error = Assert.Throws<FormatException>(() => BatchNormParameters.LoadOnnx(path, layer.Name));

        Assert.Equal(
            $"The ONNX model cannot be read: BatchNormalization '{layer.Name}' takes 'computed', which the Abs node 'positive' computes. Store its value as an initializer of the " +
            $"model, and give the node that. The model is '{path}'.", error.Message);
    }

    /// <summary>ONNX Runtime warns of every initializer that nobody reads, at every load.</summary>
    [Fact]
    public void Fit_OfConstantsAndSharedInitializers_DropsThoseThatNobodyReadsAnyMore()
    {
        ModelProto model = Read();
        NodeProto[] layers = [.. Layers(model.Graph)];
        NodeProto owner = Layers(model.Graph).First();
        foreach (int input in (int[])[3, 4])
        {
            TensorProto tensor = Stored(model.Graph, owner.Input[input]);
            model.Graph.Initializer.Remove(tensor);
            model.Graph.Node.Insert(0, new NodeProto
            {
                OpType = "Constant",
                Output = { tensor.Name },
                Attribute = { new AttributeProto { Name = "value", T = tensor, Type = AttributeProto.Types.AttributeType.Tensor } },
            });
        }

        (layers[0].Input[3], layers[0].Input[4]) = (layers[1].Input[3], layers[1].Input[4]);
        model.Graph.Initializer.Add(Vector("unread", 5));

        using OnnxTransformer transformer = Create(Write(model)).Fit(View());

        GraphProto adapted = ModelProto.Parser.ParseFrom(AdaptedLayers.Bytes(transformer)).Graph;
        HashSet<string> read = [.. adapted.Node.SelectMany(node => node.Input), .. adapted.Output.Select(output => output.Name)];
        Assert.All(adapted.Initializer, tensor => Assert.Contains(tensor.Name, read));
        Assert.All(adapted.Node, node => Assert.Contains(node.Output, read.Contains));
        AdaptedLayers.AssertClose(NetCase.Named("plain").UpdateBn, AdaptedLayers.Of(transformer), Tolerance);
    }

    /// <summary>Of IR version 3, but without the list of initializers among the inputs that it asks for: nothing is added to the inputs.</summary>
    [Fact]
    public void Fit_OfOldModelThatDoesNotListItsInitializers_AddsNoInput()
    {
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(NetCase.PathOf("plain_7.onnx")));
        model.IrVersion = 3;
        foreach (ValueInfoProto listed in model.Graph.Input.Skip(1).ToArray())
            model.Graph.Input.Remove(listed);
        NodeProto[] layers = [.. Layers(model.Graph)];
        (layers[1].Input[3], layers[1].Input[4]) = (layers[0].Input[3], layers[0].Input[4]);

        using OnnxTransformer transformer = Create(Write(model)).Fit(View());

        Assert.Equal(["input"], ModelProto.Parser.ParseFrom(AdaptedLayers.Bytes(transformer)).Graph.Input.Select(input => input.Name));
        AdaptedLayers.AssertClose(NetCase.Named("plain").UpdateBn, AdaptedLayers.Of(transformer), Tolerance);
    }

    private static int OutputSize => NetCase.Named("plain").Outputs[0].Length;

    private static IEnumerable<NodeProto> Layers(GraphProto graph) => graph.Node.Where(node => node.OpType == "BatchNormalization");

    /// <summary>The initializer that a layer reads; the exporter's Identity nodes pass it on.</summary>
    private static TensorProto Stored(GraphProto graph, string name) => graph.Initializer.FirstOrDefault(tensor => tensor.Name == name)
        ?? Stored(graph, graph.Node.First(node => node.OpType == "Identity" && node.Output[0] == name).Input[0]);

    private static long Channels(ModelProto model, NodeProto layer) => Stored(model.Graph, layer.Input[3]).Dims[0];

    private static IEnumerable<double> Floats(GraphProto graph, string name) =>
        MemoryMarshal.Cast<byte, float>(graph.Initializer.First(tensor => tensor.Name == name).RawData.Span).ToArray().Select(value => (double)value);

    private static TensorProto Vector(string name, float value) => new() { Name = name, DataType = (int)DataType.Float, Dims = { 1 }, FloatData = { value } };

    private static ModelProto Read() => ModelProto.Parser.ParseFrom(File.ReadAllBytes(NetCase.PathOf(Plain)));

    private OnnxAdaptationEstimator Create(string path, OnnxAdaptationOptions? options = null) =>
        _ml.Transforms.AdaptOnnxModel(NetCase.Output, NetCase.Input, path, options ?? new OnnxAdaptationOptions { BatchSize = NetCase.BatchSize });

    private IDataView View(params int[] dimensions) => NetCase.View(_ml, NetCase.Rows, dimensions);

    /// <summary>The network with some of the dimensions of its images open: the height and the width, if not said otherwise.</summary>
    private string Opened(params int[] dimensions)
    {
        ModelProto model = Read();
        foreach (int dimension in dimensions.Length > 0 ? dimensions : [2, 3])
            model.Graph.Input[0].Type.TensorType.Shape.Dim[dimension] = new Dimension { DimParam = $"size{dimension}" };
        return Write(model);
    }

    private string Write(ModelProto model)
    {
        string path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, model.ToByteArray());
        return path;
    }
}
