using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML;
using MlNetBatchNorm.Onnx;
using MlNetBatchNorm.Tests.PyTorch;
using Dimension = MlNetBatchNorm.Onnx.TensorShapeProto.Types.Dimension;

namespace MlNetBatchNorm.Tests.OnnxAdaptation;

/// <summary>What each error says, and that it comes before anything else is done.</summary>
public sealed class AdaptationErrorTests : IDisposable
{
    private const string Head = "head_15.onnx", Plain = "plain_15.onnx";

    private readonly MLContext _ml = new(1);
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void AdaptOnnxModel_WithWrongOptions_NamesEachOfThem() => ErrorText.IsOfParameter("BatchSize",
        "BatchSize must be 1 or more, but is 0. Blend must lie from 0 to 1, but is 1.5. Statistics must be one of Running, Exact, but is 7. " +
        "MaxRows must be 1 or more, or null for all rows, but is 0.",
        () => Create(Plain, new OnnxAdaptationOptions { BatchSize = 0, Blend = 1.5f, Statistics = (BatchNormStatistics)7, MaxRows = 0 }));

    [Fact]
    public void AdaptOnnxModel_WithBlendThatIsNotANumber_NamesIt() =>
        ErrorText.IsOfParameter("Blend", "Blend must lie from 0 to 1, but is NaN.", () => Create(Plain, new OnnxAdaptationOptions { Blend = float.NaN }));

    [Fact]
    public void AdaptOnnxModel_WithoutNames_NamesTheParameters() => ErrorText.IsOfParameter("outputColumnName",
        "outputColumnName must not be null or empty. inputColumnName must not be null or empty. modelFile must not be null or empty.",
        () => _ml.Transforms.AdaptOnnxModel("", null!, " "));

    [Fact]
    public void AdaptOnnxModel_WithoutAFile_SaysSo() => Assert.Throws<FileNotFoundException>(() => _ml.Transforms.AdaptOnnxModel("output", "input", "none.onnx"));

    [Fact]
    public void AdaptOnnxModel_WithOtherNamesThanTheModels_ListsThem()
    {
        ErrorText.IsOfParameter("outputColumnName", Of(Plain, "The ONNX model has no output 'logits'. Its outputs are: 'output'."),
            () => _ml.Transforms.AdaptOnnxModel("logits", "input", NetCase.PathOf(Plain)));
        ErrorText.IsOfParameter("inputColumnName", Of(Plain, "The ONNX model has no input 'image'. Its inputs are: 'input'. Name the column as the input."),
            () => _ml.Transforms.AdaptOnnxModel("output", "image", NetCase.PathOf(Plain)));
    }

    [Fact]
    public void AdaptOnnxModel_OfFoldedModel_SaysHowToExportIt()
    {
        string folded = Path.Combine(TorchCase.Folder, "cnn", "after.onnx");
        ErrorText.IsOfData(
            "The ONNX model has no BatchNormalization nodes to adapt. If its network has such layers, they were folded into the layers before at export; export it so: PyTorch: " +
            "torch.onnx.export(model.eval(), x, \"model.onnx\", training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False, input_names=[\"input\"], " +
            "dynamic_axes={\"input\": {0: \"batch\"}}), from PyTorch 2.5 on also with dynamo=False. Paddle: paddle2onnx --model_dir model --model_filename " +
            $"inference.json --params_filename inference.pdiparams --save_file model.onnx --optimize_tool None. The model is '{folded}'.",
            () => _ml.Transforms.AdaptOnnxModel("Logits", "Normalized", folded));
    }

    /// <summary>PyTorch's exporter names the weights that it has folded layers into by the convolution.</summary>
    [Fact]
    public void AdaptOnnxModel_OfModelWhoseNamesTellThatItWasFolded_SaysSo()
    {
        string path = Changed(model =>
        {
            foreach (NodeProto node in model.Graph.Node.Where(node => node.OpType == "BatchNormalization").ToArray())
                node.OpType = "InstanceNormalization";
            TensorProto weight = model.Graph.Initializer.First(tensor => tensor.Name == model.Graph.Node.First(node => node.OpType == "Conv").Input[1]);
            weight.Name = model.Graph.Node.First(node => node.OpType == "Conv").Input[1] = "onnx::Conv_17";
        });
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => _ml.Transforms.AdaptOnnxModel("output", "input", path));
        Assert.StartsWith("The ONNX model has no BatchNormalization nodes to adapt. They were folded into the layers before at export; export it so: ", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a model")]
    [InlineData("\u0008\u0008")]
    public void AdaptOnnxModel_OfWhatIsNotAModel_Refuses(string text)
    {
        File.WriteAllText(_path, text);
        FormatException error = Assert.Throws<FormatException>(() => _ml.Transforms.AdaptOnnxModel("output", "input", _path));
        Assert.StartsWith("The ONNX model cannot be read: ", error.Message);
        Assert.EndsWith($" The model is '{_path}'.", error.Message);
    }

    [Fact]
    public void AdaptOnnxModel_OfUnknownShape_SaysSo() => ErrorText.IsOfData(OfChanged(
        "Input 'input' of the ONNX model has the shape unknown, and ML.NET takes no such model. Export it with as many dimensions as images have, the batch first."),
        () => _ml.Transforms.AdaptOnnxModel("output", "input", Changed(model => model.Graph.Input[0].Type.TensorType.Shape = null)));

    [Theory]
    [InlineData(1, 3, 8)]
    [InlineData(2, 3, 8, 8)]
    [InlineData(1, 4, 8, 8)]
    public void AdaptOnnxModel_WithAnotherShapeThanTheModels_NamesBoth(params int[] shape) => ErrorText.IsOfParameter("ShapeDictionary",
        Of(Plain, $"ShapeDictionary has [{string.Join(", ", shape)}] for input 'input', but the ONNX model has [?, 3, 8, 8], of which the first is the batch, 1."),
        () => Create(Plain, new OnnxAdaptationOptions { ShapeDictionary = new Dictionary<string, int[]> { ["input"] = shape } }));

    [Theory]
    [InlineData(10, 0, "FLOAT16")]
    [InlineData(16, 0, "BFLOAT16")]
    [InlineData(22, 0, "INT4")]
    [InlineData(99, 0, "99")]
    [InlineData(10, 1, "FLOAT16")]
    [InlineData(21, 1, "UINT4")]
    public void AdaptOnnxModel_OfTypesThatMlNetDoesNotHold_NamesTheTensor(int type, int asOutput, string text) => AssertRefused(
        $"The ONNX model's {(asOutput == 1 ? "output" : "initializer")} 'odd' is of type {text}, which ML.NET's OnnxTransformer cannot hold, used or not. Export the model in FLOAT, without " +
        "quantization to 4 bits.", model =>
        {
            if (asOutput == 1)
                model.Graph.Output.Add(new ValueInfoProto { Name = "odd", Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type } } });
            else
                model.Graph.Initializer.Add(new TensorProto { Name = "odd", DataType = type, Dims = { 0 } });
        });

    [Fact]
    public void AdaptOnnxModel_OfFixedBatches_SaysHowToOpenThem() => ErrorText.IsOfData(OfChanged(
        "Input 'input' of the ONNX model has the shape [16, 3, 8, 8]: batches of 16, where a row is one image. Export the model with an open batch, " +
        "dynamic_axes={\"input\": {0: \"batch\"}}."),
        () => _ml.Transforms.AdaptOnnxModel("output", "input", Changed(model => Shape(model).Dim[0] = new Dimension { DimValue = 16 })));

    [Fact]
    public void AdaptOnnxModel_OfOtherModels_SaysWhy()
    {
        AssertRefused("The ONNX model has the inputs 'input', 'mask'; only models of one input can be adapted.", model =>
        {
            ValueInfoProto mask = model.Graph.Input[0].Clone();
            mask.Name = "mask";
            model.Graph.Input.Add(mask);
        });
        AssertRefused("Input 'input' of the ONNX model is of type Int64, but must be of FLOAT, DOUBLE or UINT8.",
            model => model.Graph.Input[0].Type.TensorType.ElemType = (int)TensorProto.Types.DataType.Int64);
        AssertRefused("The ONNX model is of opset 6, and only opset 7 and later can be adapted. Export it again, for opset 15 say.",
            model => model.OpsetImport[0].Version = 6);
        AssertRefused("BatchNormalization '/1/BatchNormalization' has statistics for every position (spatial=0), not per channel, and cannot be adapted.",
            model => Layer(model).Attribute.Add(new AttributeProto { Name = "spatial", I = 0 }));
        AssertRefused(
            "The ONNX model has BatchNormalization nodes within the If node 'branch', which not every image may pass through; such a model cannot be adapted. Export it without " +
            "control flow.", model => model.Graph.Node.Add(new NodeProto
            {
                OpType = "If",
                Name = "branch",
                Attribute = { new AttributeProto { Name = "then_branch", G = new GraphProto { Node = { Layer(model).Clone() } } } },
            }));
    }

    [Fact]
    public void AdaptOnnxModel_OfALayerWithinAFunction_SaysWhatToDo() => AssertRefused(
        "The ONNX model has BatchNormalization nodes within the function 'block', and only those of the graph itself can be adapted. Call onnx.inliner.inline_local_functions on " +
        "the model, or export it with dynamo=False.",
        model => model.Functions.Add(new FunctionProto { Name = "block", Node = { Layer(model).Clone() } }));

    [Fact]
    public void AdaptOnnxModel_OfStatisticsThatTrainingModeGivesAway_NamesThem() => AssertRefused(
        "BatchNormalization '/1/BatchNormalization' gives its running statistics to others, as 'running_mean', which only a model in training mode does. Export the model in evaluation " +
        "mode.", model =>
        {
            Layer(model).Output.Add(["running_mean", "running_variance"]);
            model.Graph.Output.Add(new ValueInfoProto { Name = "running_mean" });
        });

    [Fact]
    public void Fit_OfDimensionsWhoseProductOverflows_SaysThatTheColumnIsOfAnotherSize()
    {
        // Modulo 2^64, there are 192 values, as the column has.
        string path = Changed(model =>
        {
            TensorShapeProto shape = Shape(model);
            shape.Dim.Clear();
            shape.Dim.Add([new Dimension { DimParam = "batch" }, new Dimension { DimValue = 4 }, new Dimension { DimValue = (1L << 62) + 48 }]);
        });
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.AdaptOnnxModel("output", "input", path).Fit(View));
        Assert.Contains("but the model takes a vector of Single of 2147483647 values", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AdaptOnnxModel_OfStatisticsThatAreNotThere_NamesThem()
    {
        FormatException error = Assert.Throws<FormatException>(
            () => _ml.Transforms.AdaptOnnxModel("output", "input", Changed(model => Layer(model).Input[3] = "elsewhere")));
        Assert.Contains("'elsewhere' is not stored in it", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AdaptOnnxModel_OfStatisticsThatAreComputed_NamesNodeTensorAndProducer()
    {
        FormatException error = Assert.Throws<FormatException>(() => _ml.Transforms.AdaptOnnxModel("output", "input", Changed(model =>
        {
            model.Graph.Node.Insert(0, new NodeProto { OpType = "Abs", Name = "positive", Input = { Layer(model).Input[3] }, Output = { "computed" } });
            Layer(model).Input[3] = "computed";
        })));
        Assert.Equal(OfChanged(
            "The ONNX model cannot be read: BatchNormalization '/1/BatchNormalization' takes 'computed', which the Abs node 'positive' computes. Store its value as an initializer of " +
            "the model, and give the node that."), error.Message);
    }

    [Fact]
    public void Fit_WithoutTheColumn_ListsThoseThatThereAre() => ErrorText.IsOfColumn(
        Of(Plain, "Input column 'input' was not found. The data view's columns are: X."), () => Create(Plain).Fit(ColumnValues.View(_ml, NetCase.Rows, 3, 8, 8)));

    [Theory]
    [InlineData(3, 8, 9)]
    [InlineData(2, 3, 8, 8)]
    public void Fit_OfOtherSize_SaysWhichTheModelTakes(params int[] dimensions)
    {
        float[][] rows = [new float[dimensions.Aggregate(1, (a, b) => a * b)]];
        IDataView view = NetCase.View(_ml, rows, dimensions);
        ErrorText.IsOfColumn(
            Of(Plain, $"Input column 'input' is of type Vector<Single, {string.Join(", ", dimensions)}>, but the model takes a vector of Single of 192 values, [3, 8, 8]. NormalizeChannels and " +
            "ExtractPixels make one of images."), () => Create(Plain).Fit(view));
    }

    [Fact]
    public void Fit_OfOtherType_SaysWhichTheModelTakes()
    {
        IDataView view = NetCase.View(_ml, new[] { new double[192] });
        ErrorText.IsOfColumn(
            Of(Plain, "Input column 'input' is of type Vector<Double, 3, 8, 8>, but the model takes a vector of Single of 192 values, [3, 8, 8]. NormalizeChannels and ExtractPixels make one " +
            "of images."), () => Create(Plain).Fit(view));
    }

    [Fact]
    public void Fit_OfNoRows_SaysSo() => ErrorText.IsOfData(
        Of(Plain, "The data view has no rows, so there is nothing to adapt the model to column 'input' with. Check the source."),
        () => Create(Plain).Fit(NetCase.View(_ml, Array.Empty<float[]>())));

    [Theory]
    [InlineData(Head, 19, "/6/BatchNormalization", 0)]
    [InlineData(Head, 1, "/6/BatchNormalization", 0)]
    public void Fit_WhereALayerSeesOneValuePerChannel_NamesItAndTheBatch(string file, int batchSize, string layer, int ofSingleRow)
    {
        int first = batchSize == 1 ? ofSingleRow : batchSize;
        Assert.All(Enum.GetValues<BatchNormStatistics>(), statistics => ErrorText.IsOfData(
            Of(file, $"BatchNormalization '{layer}': the batch that begins at row {first} (counted from 0) has one value per channel, and one value has no variance. Choose a BatchSize that " +
            "leaves no single row at the end, or MaxRows to leave that row out."),
            () => Create(file, new OnnxAdaptationOptions { BatchSize = batchSize, Statistics = statistics }).Fit(View)));
    }

    [Fact]
    public void Fit_OfModelWithABatchOf1WhereALayerSeesOneValuePerChannel_NamesIt()
    {
        ErrorText.IsOfData(
            Of("head_fixed.onnx", "BatchNormalization '/6/BatchNormalization': the batch that begins at row 19 (counted from 0) has one value per channel, and one value has no variance. Choose a " +
            "BatchSize that leaves no single row at the end, or MaxRows to leave that row out."),
            () => Create("head_fixed.onnx", new OnnxAdaptationOptions { BatchSize = 19 }).Fit(View));
        // Of exact statistics there are no batches, but one image alone has no variance either.
        Create("head_fixed.onnx", new OnnxAdaptationOptions { BatchSize = 19, Statistics = BatchNormStatistics.Exact }).Fit(View).Dispose();
        Assert.Throws<InvalidOperationException>(
            () => Create("head_fixed.onnx", new OnnxAdaptationOptions { MaxRows = 1, Statistics = BatchNormStatistics.Exact }).Fit(View));
    }

    [Theory]
    [InlineData(Plain, float.NaN)]
    [InlineData("plain_7.onnx", float.NaN)]
    [InlineData("plain_fixed.onnx", float.NaN)]
    [InlineData(Plain, 1e30f)]
    [InlineData("plain_7.onnx", 1e30f)]
    public void Fit_OfNaNOrOverflow_NamesTheLayerAndTheBatch(string file, float value)
    {
        float[][] rows = [.. NetCase.Rows.Select(row => (float[])row.Clone())];
        rows[13][7] = value;
        ErrorText.IsOfData(
            Of(file, "BatchNormalization '/1/BatchNormalization': channel 0 gets a NaN or an infinity from the batch that begins at row 8 (counted from 0). Fix or filter the data, and check " +
            "that it has the range that the model was trained with."), () => Create(file, new OnnxAdaptationOptions { BatchSize = 8 }).Fit(NetCase.View(_ml, rows)));
    }

    [Fact]
    public void Fit_OfModelThatTheRuntimeRefuses_SaysWhatItSays()
    {
        string path = Changed(model =>
        {
            model.Graph.Node.First(node => node.OpType == "Conv").OpType = "Convolve";
            // Of a shape that is computed, whatever that is.
            model.Graph.Node.Insert(0, new NodeProto { OpType = "Reshape", Input = { "input", "sizes" }, Output = { "same" } });
            model.Graph.Node.Insert(0, new NodeProto { OpType = "Shape", Input = { "input" }, Output = { "sizes" } });
        });
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => _ml.Transforms.AdaptOnnxModel("output", "input", path).Fit(View));
        Assert.StartsWith("ONNX Runtime cannot load the model while its layers normalize by the batch: ", error.Message);
        Assert.EndsWith($" The model is '{path}'.", error.Message);
        Assert.DoesNotContain("statistics.onnx", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A Reshape to [1, …], as an export for one image writes it: batches do not go through.</summary>
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Fit_WhereABatchSizeIsWrittenIntoTheGraph_SaysHowToDo(bool asBytes, bool inConstant)
    {
        string path = Changed(model =>
        {
            long[] sizes = [1, 3, 8, 8];
            var one = new TensorProto { Name = "one", DataType = (int)TensorProto.Types.DataType.Int64, Dims = { sizes.Length } };
            if (asBytes)
                one.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>(sizes));
            else
                one.Int64Data.Add(sizes);
            if (!inConstant)
                model.Graph.Initializer.Add(one);
            model.Graph.Node.Insert(0, new NodeProto { OpType = "Reshape", Name = "flatten", Input = { "input", "one" }, Output = { "shaped" } });
            if (inConstant)
                model.Graph.Node.Insert(0, Constant(one));
            model.Graph.Node.First(node => node.OpType == "Conv").Input[0] = "shaped";
        });
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => _ml.Transforms.AdaptOnnxModel("output", "input", path).Fit(View));
        Assert.Contains("the Reshape nodes 'flatten' have a fixed first dimension. Export the model with an open batch", error.Message, StringComparison.Ordinal);
        Assert.EndsWith($" The model is '{path}'.", error.Message);
    }

    [Fact]
    public void AdaptOnnxModel_OfNull_NamesTheParameter()
    {
        Assert.Equal("catalog", Assert.Throws<ArgumentNullException>(() => ((TransformsCatalog)null!).AdaptOnnxModel("output", "input", "m")).ParamName);
        Assert.Equal("input", Assert.Throws<ArgumentNullException>(() => Create(Plain).Fit(null!)).ParamName);
    }

    /// <summary>Every error names the file.</summary>
    private static string Of(string file, string text) => $"{text} The model is '{NetCase.PathOf(file)}'.";

    private string OfChanged(string text) => $"{text} The model is '{_path}'.";

    private IDataView View => NetCase.View(_ml, NetCase.Rows);

    private static NodeProto Constant(TensorProto value) => new()
    {
        OpType = "Constant",
        Output = { value.Name },
        Attribute = { new AttributeProto { Name = "value", T = value, Type = AttributeProto.Types.AttributeType.Tensor } },
    };

    private static NodeProto Layer(ModelProto model) => model.Graph.Node.First(node => node.OpType == "BatchNormalization");

    private static TensorShapeProto Shape(ModelProto model) => model.Graph.Input[0].Type.TensorType.Shape;

    private OnnxAdaptationEstimator Create(string file, OnnxAdaptationOptions? options = null) =>
        _ml.Transforms.AdaptOnnxModel(NetCase.Output, NetCase.Input, NetCase.PathOf(file), options);

    private void AssertRefused(string because, Action<ModelProto> change) =>
        ErrorText.IsOfData(OfChanged(because), () => _ml.Transforms.AdaptOnnxModel("output", "input", Changed(change)));

    private string Changed(Action<ModelProto> change)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(NetCase.PathOf(Plain)));
        change(model);
        File.WriteAllBytes(_path, model.ToByteArray());
        return _path;
    }
}
