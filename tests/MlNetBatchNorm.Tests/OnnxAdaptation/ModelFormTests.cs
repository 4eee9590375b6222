using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML;
using Microsoft.ML.Transforms.Onnx;
using MlNetBatchNorm.Onnx;
using DataType = MlNetBatchNorm.Onnx.TensorProto.Types.DataType;

namespace MlNetBatchNorm.Tests.OnnxAdaptation;

/// <summary>The same network in the forms that models come in: the same statistics.</summary>
public sealed class ModelFormTests : IDisposable
{
    private const double Tolerance = 1e-5;
    private const string Plain = "plain_15.onnx";
    private const int Wide = 10_000, HeavyBytes = 2 * Wide * 3 * 8 * 8 * sizeof(float);

    private readonly MLContext _ml = new(1);
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Fit_OfModelInTrainingMode_GivesOneToPredictWith()
    {
        using OnnxTransformer transformer = Fit(NetCase.PathOf("training_15.onnx"), Floats);

        NetCase expected = NetCase.Named("residual");
        AdaptedLayers.AssertClose(expected.UpdateBn, AdaptedLayers.Of(transformer), Tolerance);
        AssertOutputs(expected, ColumnValues.Read(transformer.Transform(Floats), NetCase.Output));
    }

    [Theory]
    [InlineData("double_11.onnx")]
    [InlineData("double_15.onnx")]
    public void Fit_OfModelOfDoubles_KeepsThem(string file)
    {
        IDataView view = NetCase.View(_ml, NetCase.Rows.Select(row => Array.ConvertAll(row, value => (double)value)).ToArray());

        using OnnxTransformer transformer = Fit(NetCase.PathOf(file), view);

        NetCase expected = NetCase.Named("mlp");
        AdaptedLayers.AssertClose(expected.UpdateBn, AdaptedLayers.Of(transformer), Tolerance);
        AssertOutputs(expected, ColumnValues.Read<double>(transformer.Transform(view), NetCase.Output));
        Assert.All(Statistics(ModelProto.Parser.ParseFrom(AdaptedLayers.Bytes(transformer)).Graph), tensor => Assert.Equal((int)DataType.Double, tensor.DataType));
    }

    /// <summary>A thousand layers of four shared tensors have the arrays of one.</summary>
    [Fact]
    public void AdaptOnnxModel_OfLayersThatShareTheirValues_KeepsThemOnce()
    {
        const int layers = 1000, channels = 20_000;
        var graph = new GraphProto { Name = "graph", Input = { Value("0", channels) }, Output = { Value($"{layers}", channels) } };
        foreach (string name in (string[])["scale", "bias", "mean", "var"])
        {
            graph.Initializer.Add(new TensorProto
            {
                Name = name,
                Dims = { channels },
                DataType = (int)DataType.Float,
                RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(Enumerable.Repeat(1f, channels).ToArray())),
            });
        }

        for (int i = 0; i < layers; i++)
            graph.Node.Add(new NodeProto { OpType = "BatchNormalization", Input = { $"{i}", "scale", "bias", "mean", "var" }, Output = { $"{i + 1}" } });
        string path = Path.Combine(_folder, "shared.onnx");
        File.WriteAllBytes(path, new ModelProto { IrVersion = 8, Graph = graph, OpsetImport = { new OperatorSetIdProto { Version = 15 } } }.ToByteArray());
        Assert.NotNull(_ml.Transforms.AdaptOnnxModel($"{layers}", "0", path));

        long before = GC.GetAllocatedBytesForCurrentThread();
        _ml.Transforms.AdaptOnnxModel($"{layers}", "0", path);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40 * new FileInfo(path).Length);
    }

    [Fact]
    public void Fit_OfModelOfBytes_TakesThem()
    {
        byte[][] rows = [.. NetCase.Rows.Select(row => Array.ConvertAll(row, value => (byte)Math.Clamp((value * 20) + 128, 0, 255)))];
        float[][] floats = [.. rows.Select(row => Array.ConvertAll(row, value => (float)value))];
        ModelProto model = Read(Plain);
        model.Graph.Input[0].Type.TensorType.ElemType = (int)DataType.Uint8;
        model.Graph.Node.Insert(0, new NodeProto
        {
            OpType = "Cast",
            Input = { NetCase.Input },
            Output = { "floats" },
            Attribute = { new AttributeProto { Name = "to", I = (long)DataType.Float, Type = AttributeProto.Types.AttributeType.Int } },
        });
        model.Graph.Node.First(node => node.OpType == "Conv").Input[0] = "floats";

        using OnnxTransformer ofBytes = Fit(Write(model), NetCase.View(_ml, rows));
        using OnnxTransformer ofFloats = Fit(NetCase.PathOf(Plain), NetCase.View(_ml, floats));

        AdaptedLayers.AssertClose(AdaptedLayers.Of(ofFloats), AdaptedLayers.Of(ofBytes), tolerance: 0);
    }

    [Fact]
    public void Fit_OfLayersThatShareTheirStatistics_PartsThem()
    {
        // The exporter's own Identity nodes, and here a layer that names another's tensors itself.
        ModelProto model = Read(Plain);
        Assert.Contains(model.Graph.Node, node => node.OpType == "Identity");
        NodeProto[] layers = [.. model.Graph.Node.Where(node => node.OpType == "BatchNormalization")];
        for (int input = 1; input < 5; input++)
            layers[0].Input[input] = layers[1].Input[input];
        using OnnxTransformer transformer = Fit(Write(model), Floats);
        AdaptedLayers.AssertClose(NetCase.Named("plain").UpdateBn, AdaptedLayers.Of(transformer), Tolerance);
    }

    /// <summary>Until IR version 3 each of them must be an input; after it, none has to.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void Fit_OfInitializersThatAreInputsToo_KeepsThemSo(int version)
    {
        ModelProto model = Read("plain_7.onnx");
        model.IrVersion = version;
        foreach (TensorProto tensor in model.Graph.Initializer)
            model.Graph.Input.Add(OnnxMessage(tensor));
        using OnnxTransformer transformer = Fit(Write(model), Floats);
        AdaptedLayers.AssertClose(NetCase.Named("plain").UpdateBn, AdaptedLayers.Of(transformer), Tolerance);
        GraphProto adapted = ModelProto.Parser.ParseFrom(AdaptedLayers.Bytes(transformer)).Graph;
        Assert.Equal(version == 3, adapted.Initializer.All(tensor => adapted.Input.Any(input => input.Name == tensor.Name)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fit_OfConstantNodes_GivesTheSameStatistics(bool asFloats)
    {
        ModelProto model = Read(Plain);
        MoveStatisticsToConstants(model.Graph, asFloats);
        using OnnxTransformer transformer = Fit(Write(model), Floats);
        AdaptedLayers.AssertClose(NetCase.Named("plain").UpdateBn, AdaptedLayers.Of(transformer), Tolerance);
    }

    [Theory]
    [InlineData("running_mean", "running_variance")]
    [InlineData("", "")]
    public void Fit_OfTrainingModeWhoseStatisticsNobodyReads_LeavesThemOut(params string[] outputs)
    {
        ModelProto model = Read(Plain);
        NodeProto layer = model.Graph.Node.First(node => node.OpType == "BatchNormalization");
        layer.Attribute.Remove(layer.Attribute.FirstOrDefault(attribute => attribute.Name == "training_mode"));
        layer.Attribute.Add(new AttributeProto { Name = "training_mode", I = 1, Type = AttributeProto.Types.AttributeType.Int });
        layer.Output.Add(outputs);
        // An input that is left out has an empty name too.
        model.Graph.Node.Insert(0, new NodeProto { OpType = "Clip", Input = { NetCase.Input, "", "most" }, Output = { "clipped" } });
        model.Graph.Node.First(node => node.OpType == "Conv").Input[0] = "clipped";
        model.Graph.Initializer.Add(new TensorProto { Name = "most", DataType = (int)DataType.Float, FloatData = { 1e9f } });

        using OnnxTransformer transformer = Fit(Write(model), Floats);

        AdaptedLayers.AssertClose(NetCase.Named("plain").UpdateBn, AdaptedLayers.Of(transformer), Tolerance);
        Assert.All(ModelProto.Parser.ParseFrom(AdaptedLayers.Bytes(transformer)).Graph.Node.Where(node => node.OpType == "BatchNormalization"),
            node => Assert.Single(node.Output));
    }

    /// <summary>ONNX forbids it; where no layer needs the value, nobody sees it.</summary>
    [Theory]
    [InlineData("Constant")]
    [InlineData("Identity")]
    public void Fit_OfAValueThatIsMadeTwiceAndNotUsed_IgnoresIt(string type)
    {
        ModelProto model = Read(Plain);
        var value = new TensorProto { DataType = (int)DataType.Float, FloatData = { 1 } };
        NodeProto node = type == "Constant"
            ? new() { OpType = type, Output = { "twice" }, Attribute = { new AttributeProto { Name = "value", T = value, Type = AttributeProto.Types.AttributeType.Tensor } } }
            : new() { OpType = type, Input = { NetCase.Input }, Output = { "twice" } };
        model.Graph.Node.Insert(0, node);
        model.Graph.Node.Insert(0, node.Clone());
        using OnnxTransformer transformer = Fit(Write(model), Floats);
        AdaptedLayers.AssertClose(NetCase.Named("plain").UpdateBn, AdaptedLayers.Of(transformer), Tolerance);
    }

    /// <summary>Only a third input says whether Dropout is in training mode.</summary>
    [Fact]
    public void Fit_OfDropoutWithARatioAlone_LetsEverythingPass()
    {
        ModelProto model = Read(Plain);
        model.Graph.Node.Insert(0, new NodeProto { OpType = "Dropout", Input = { NetCase.Input, "ratio" }, Output = { "passed" } });
        model.Graph.Node.First(node => node.OpType == "Conv").Input[0] = "passed";
        model.Graph.Initializer.Add(new TensorProto { Name = "ratio", DataType = (int)DataType.Float, FloatData = { 0.9f } });
        using OnnxTransformer transformer = Fit(Write(model), Floats);
        AdaptedLayers.AssertClose(NetCase.Named("plain").UpdateBn, AdaptedLayers.Of(transformer), Tolerance);
    }

    [Theory]
    [InlineData("plain_7.onnx")]
    [InlineData(Plain)]
    public void Fit_OfAnAdaptedModel_AdaptsItAgain(string file)
    {
        // Layers that share their statistics get new names; a second time, others.
        ModelProto model = Read(file);
        NodeProto[] layers = [.. model.Graph.Node.Where(node => node.OpType == "BatchNormalization")];
        (layers[1].Input[3], layers[1].Input[4]) = (layers[0].Input[3], layers[0].Input[4]);
        string again = Path.Combine(_folder, "again.onnx");
        using (OnnxTransformer once = Fit(Write(model), Floats))
            File.WriteAllBytes(again, AdaptedLayers.Bytes(once));

        using OnnxTransformer transformer = Fit(again, Floats);

        AdaptedLayers.AssertClose(NetCase.Named("plain").UpdateBn, AdaptedLayers.Of(transformer), Tolerance);
    }

    [Theory]
    [InlineData("plain_7.onnx", "adapted/shape/rows")]
    [InlineData("plain_7.onnx", "shape/rows")]
    [InlineData(Plain, "adapted/0/batch_mean")]
    [InlineData(Plain, "0/batch_mean")]
    public void Fit_OfAModelWithTheNamesThatAreAdded_TakesOthers(string file, string name)
    {
        ModelProto model = Read(file);
        NodeProto layer = model.Graph.Node.First(node => node.OpType == "BatchNormalization");
        model.Graph.Node.First(node => node.Input.Contains(layer.Output[0])).Input[0] = name;
        layer.Output[0] = name;
        using OnnxTransformer transformer = Fit(Write(model), Floats);
        AdaptedLayers.AssertClose(NetCase.Named("plain").UpdateBn, AdaptedLayers.Of(transformer), Tolerance);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fit_OfExternalData_GivesAModelThatNeedsNoOtherFile(bool inConstants)
    {
        ModelProto model = Read(Plain);
        if (inConstants)
            MoveStatisticsToConstants(model.Graph, asFloats: false);
        using (FileStream weights = File.Create(Path.Combine(_folder, "weights.bin")))
        {
            foreach (TensorProto tensor in Stored(model.Graph))
            {
                tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "weights.bin" });
                tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{weights.Position}" });
                tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{tensor.RawData.Length}" });
                tensor.DataLocation = TensorProto.Types.DataLocation.External;
                weights.Write(tensor.RawData.Span);
                tensor.RawData = ByteString.Empty;
            }
        }

        using OnnxTransformer transformer = Fit(Write(model), Floats);

        Assert.DoesNotContain(Stored(ModelProto.Parser.ParseFrom(AdaptedLayers.Bytes(transformer)).Graph), tensor => tensor.ExternalData.Count > 0);
        using OnnxTransformer inOneFile = Fit(NetCase.PathOf(Plain), Floats);
        AdaptedLayers.AssertClose(AdaptedLayers.Of(inOneFile), AdaptedLayers.Of(transformer), tolerance: 0);
    }

    [Fact]
    public void Fit_OfStatisticsInFloatLists_ReadsThem()
    {
        ModelProto model = Read(Plain);
        foreach (TensorProto tensor in model.Graph.Initializer.Where(tensor => tensor.DataType == (int)DataType.Float))
        {
            tensor.FloatData.AddRange(MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray());
            tensor.RawData = ByteString.Empty;
        }

        using OnnxTransformer transformer = Fit(Write(model), Floats);
        AdaptedLayers.AssertClose(NetCase.Named("plain").UpdateBn, AdaptedLayers.Of(transformer), Tolerance);
    }

    /// <summary>
    /// Before opset 14 only with fewer threads than a layer has channels, here 6: with more, the runtime's reductions add up in another order.
    /// </summary>
    [Theory]
    [InlineData("residual_17.onnx", 2, 3, 7, 16)]
    [InlineData("residual_9.onnx", 2, 3, 5)]
    [InlineData("residual_fixed.onnx", 2, 3, 5)]
    public void Fit_WithAnyNumberOfThreads_GivesTheSameBytes(string file, params int[] threadCounts)
    {
        byte[][] models = [.. threadCounts.Prepend(1).Select(threads =>
        {
            var ml = new MLContext(1);
            ml.SetOnnxSessionOption(new OnnxSessionOptions { IntraOpNumThreads = threads });
            using OnnxTransformer transformer = ml.Transforms.AdaptOnnxModel(NetCase.Output, NetCase.Input, NetCase.PathOf(file)).Fit(NetCase.View(ml, NetCase.Rows));
            return AdaptedLayers.Bytes(transformer);
        })];
        Assert.All(models, model => Assert.Equal(models[0], model));
    }

    [Theory]
    [InlineData("dense_14.onnx")]
    [InlineData("dense_11.onnx")]
    public void Fit_AgainAndAgain_GivesTheSameBytes(string file)
    {
        // The first layer of this network sees the images themselves, wherever their memory is.
        _ml.SetOnnxSessionOption(new OnnxSessionOptions { IntraOpNumThreads = 1 });
        byte[][] models = [.. Enumerable.Range(0, 12).Select(i =>
        {
            GC.KeepAlive(GC.AllocateArray<byte>(8 * i, pinned: true));
            using OnnxTransformer transformer = Fit(NetCase.PathOf(file), Floats);
            return AdaptedLayers.Bytes(transformer);
        })];
        Assert.All(models, model => Assert.Equal(models[0], model));
    }

    [Fact]
    public void Fit_OfModelWithABatchOf1_MakesNoCopyOfTheWeightsForEachLayer()
    {
        long allocated = Allocated(Heavy("residual_fixed.onnx"));
        // With batches, there is one graph of all layers, of one image at a time one for each of four levels.
        long withBatches = Allocated(Heavy("residual_9.onnx"));
        Assert.InRange(allocated - withBatches, long.MinValue, HeavyBytes / 2);
    }

    private IDataView Floats => NetCase.View(_ml, NetCase.Rows);

    private static IEnumerable<TensorProto> Statistics(GraphProto graph)
    {
        HashSet<string> names = [.. graph.Node.Where(node => node.OpType == "BatchNormalization").SelectMany(node => node.Input.Skip(3))];
        return graph.Initializer.Where(tensor => names.Contains(tensor.Name));
    }

    private static IEnumerable<TensorProto> Stored(GraphProto graph) =>
        graph.Initializer.Concat(graph.Node.SelectMany(node => node.Attribute).Select(attribute => attribute.T).OfType<TensorProto>());

    private static void MoveStatisticsToConstants(GraphProto graph, bool asFloats)
    {
        foreach (TensorProto tensor in Statistics(graph).ToArray())
        {
            graph.Initializer.Remove(tensor);
            AttributeProto value = asFloats
                ? new() { Name = "value_floats", Floats = { MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray() }, Type = AttributeProto.Types.AttributeType.Floats }
                : new() { Name = "value", T = tensor, Type = AttributeProto.Types.AttributeType.Tensor };
            graph.Node.Insert(0, new NodeProto { OpType = "Constant", Output = { tensor.Name }, Attribute = { value } });
        }
    }

    private static ModelProto Read(string file) => ModelProto.Parser.ParseFrom(File.ReadAllBytes(NetCase.PathOf(file)));

    private static ValueInfoProto OnnxMessage(TensorProto tensor) => new()
    {
        Name = tensor.Name,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor
            {
                ElemType = tensor.DataType,
                Shape = new TensorShapeProto { Dim = { tensor.Dims.Select(size => new TensorShapeProto.Types.Dimension { DimValue = size }) } },
            },
        },
    };

    private static void AssertOutputs<T>(NetCase expected, T[][] actual) where T : IConvertible =>
        Close.AssertWithin([.. expected.Outputs.SelectMany(row => row).Select(value => (double)value)],
            [.. actual.SelectMany(row => row).Select(value => value.ToDouble(null))], _ => Tolerance);

    /// <summary>Two large products between the input and the first layer.</summary>
    private string Heavy(string file)
    {
        ModelProto model = Read(file);
        GraphProto graph = model.Graph;
        graph.Node.First(node => node.Input.Contains(NetCase.Input)).Input[0] = "image";
        (string, string, string)[] products = [("flat", "weights1", "wide"), ("wide", "weights2", "narrow")];
        NodeProto[] nodes =
        [
            new() { OpType = "Flatten", Input = { NetCase.Input }, Output = { "flat" } },
            .. products.Select(product => new NodeProto { OpType = "MatMul", Input = { product.Item1, product.Item2 }, Output = { product.Item3 } }),
            new() { OpType = "Reshape", Input = { "narrow", "shape" }, Output = { "image" } },
        ];
        for (int i = 0; i < nodes.Length; i++)
            graph.Node.Insert(i, nodes[i]);
        graph.Initializer.Add(Random("weights1", 3 * 8 * 8, Wide));
        graph.Initializer.Add(Random("weights2", Wide, 3 * 8 * 8));
        graph.Initializer.Add(new TensorProto { Name = "shape", Dims = { 4 }, DataType = (int)DataType.Int64, Int64Data = { -1, 3, 8, 8 } });
        return Write(model);
    }

    private static TensorProto Random(string name, int rows, int columns)
    {
        var random = new Random(1);
        float[] values = [.. Enumerable.Range(0, rows * columns).Select(_ => (random.NextSingle() - 0.5f) / 50)];
        return new TensorProto { Name = name, Dims = { rows, columns }, DataType = (int)DataType.Float, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values)) };
    }

    private long Allocated(string path)
    {
        IDataView view = Floats;
        long before = GC.GetAllocatedBytesForCurrentThread();
        Fit(path, view).Dispose();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private string Write(ModelProto model)
    {
        string path = Path.Combine(_folder, Path.GetRandomFileName());
        using FileStream file = File.Create(path);
        model.WriteTo(file);
        return path;
    }

    private OnnxTransformer Fit(string path, IDataView view) => _ml.Transforms
        .AdaptOnnxModel(NetCase.Output, NetCase.Input, path, new OnnxAdaptationOptions { BatchSize = NetCase.BatchSize })
        .Fit(view);

    private static ValueInfoProto Value(string name, int channels) => new()
    {
        Name = name,
        Type = new TypeProto
        {
            TensorType = new TypeProto.Types.Tensor
            {
                ElemType = (int)DataType.Float,
                Shape = new TensorShapeProto
                {
                    Dim = { new TensorShapeProto.Types.Dimension { DimParam = "batch" }, new TensorShapeProto.Types.Dimension { DimValue = channels } },
                },
            },
        },
    };
}
