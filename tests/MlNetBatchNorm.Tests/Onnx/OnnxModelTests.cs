using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetBatchNorm.Onnx;
using MlNetBatchNorm.Tests.Views;
using DataType = MlNetBatchNorm.Onnx.TensorProto.Types.DataType;

namespace MlNetBatchNorm.Tests.Onnx;

/// <summary>What stands in the saved models. Reference/check.py says the same of them with ONNX's own checker.</summary>
public sealed class OnnxModelTests
{
    private static readonly float[][] Rows = [[1, 10], [3, 30], [8, 80]];

    private static readonly string PackageVersion = typeof(BatchNormTransformer).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+', '-')[0];

    /// <summary>0.8 and 0.7 are those of torch.nn modules whose exports stand in ONNX's test data (test_BatchNorm2d_momentum_eval, 3d).</summary>
    [Theory]
    [InlineData(0f, 1f)]
    [InlineData(0.25f, 0.75f)]
    [InlineData(0.8f, 0.2f)]
    [InlineData(0.7f, 0.3f)]
    [InlineData(1f, 0f)]
    [InlineData(null, 0.9f)]
    public void SaveAsOnnx_Always_WritesTheMomentumOfTheOldValue(float? momentum, float expected)
    {
        AttributeProto attribute = Attribute(Node(Save(new BatchNormParameters([0], [1], momentum: momentum))), "momentum");
        Assert.True(attribute.HasF);
        Assert.Equal(expected, attribute.F, 1e-7f);
        Assert.Equal(AttributeProto.Types.AttributeType.Float, attribute.Type);
    }

    [Fact]
    public void SaveAsOnnx_Always_WritesEpsilonAndThatNothingIsTrained()
    {
        NodeProto node = Node(Save(new BatchNormParameters([0], [1], epsilon: 1e-3f)));
        Assert.Equal(1e-3f, Attribute(node, "epsilon").F);
        Assert.True(Attribute(node, "training_mode").HasI);
        Assert.Equal(0, Attribute(node, "training_mode").I);
        Assert.Equal(5, node.Input.Count);
        Assert.Single(node.Output);
    }

    [Fact]
    public void SaveAsOnnx_Always_NamesTheFormatAndTheColumnsAndTheirShapes()
    {
        LayoutCase layout = LayoutCase.Named("image_last");
        ModelProto model = Parse(layout.Fit<byte>(new MLContext(), layout.Parameters(100, 50)));
        Assert.Equal(8, model.IrVersion);
        Assert.Equal([("", 15L)], model.OpsetImport.Select(opset => (opset.Domain, opset.Version)));
        Assert.Equal("MlNetBatchNorm", model.ProducerName);
        Assert.Equal(PackageVersion, model.ProducerVersion);
        Assert.Equal("MlNetBatchNorm", model.Graph.Name);
        Assert.Equal("", Assert.Single(model.Graph.Input).DocString);
        Assert.Equal("X: Uint8 [batch, 5, 4, 3]", Text(Assert.Single(model.Graph.Input)));
        Assert.Equal("Y: Float [batch, 5, 4, 3]", Text(Assert.Single(model.Graph.Output)));
        Assert.Equal(["Cast", "Transpose", "BatchNormalization", "Transpose"], model.Graph.Node.Select(node => node.OpType));
    }

    [Fact]
    public void SaveAsOnnx_OfImages_SaysWhatPixelsTheInputIs()
    {
        var ml = new MLContext();
        MemoryView images = new(MemoryColumn.Create<MLImage>("X", new ImageDataViewType(4, 5), []));
        BatchNormTransformer transformer = ml.Transforms.NormalizeChannels("Y", "X", ImageNormalization.ImageNet).Fit(images);
        ValueInfoProto input = Assert.Single(Parse(transformer).Graph.Input);
        Assert.Equal("X: Uint8 [batch, 3, 4, 5]", Text(input));
        Assert.Equal("Pixels of an image, from 0 to 255, with channels Rgb.", input.DocString);
    }

    [Fact]
    public void SaveAsOnnx_OfSeveralColumns_HasAnInputAndAnOutputForEach()
    {
        ModelProto model = Parse(Fit(new("A", "X"), new("B", "X"), new("C", "Z")));
        Assert.Equal(["X", "Z"], model.Graph.Input.Select(input => input.Name));
        Assert.Equal(["A", "B", "C"], model.Graph.Output.Select(output => output.Name));
    }

    [Fact]
    public void SaveAsOnnx_OfColumnsThatTradeNames_ReadsBothBeforeItWritesThem()
    {
        BatchNormTransformer transformer = Fit(new("Z", "X"), new("X", "Z"));
        using var model = new OnnxRuntimeModel(transformer);
        Assert.Equal(["X", "Z"], model.Session.InputNames.Order());
        Assert.Equal(["X.output", "Z.output"], model.Session.OutputNames.Order());
    }

    [Fact]
    public void SaveAsOnnx_WhereAColumnHasTheNameOfAnInnerValue_FindsAnother()
    {
        using var model = new OnnxRuntimeModel(Fit(new("A", "X"), new("A/scale", "Z"), new("A/BatchNormalization", "Z")));
        Assert.Equal(["A", "A/BatchNormalization", "A/scale"], model.Session.OutputNames.Order());
    }

    [Fact]
    public void SaveAsOnnx_WhereTheNameLeftForAnOutputIsTaken_Throws()
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => OnnxRuntimeModel.Save(Fit(new("X", "X"), new("X.output", "Z"))));
        Assert.Equal(
            "Output column 'X' has the name of an input column, and two values of an ONNX model cannot have one name. It would be called " +
            "'X.output', but another column has that name. Give the output column a name of its own.", error.Message);
    }

    [Fact]
    public void SaveAsOnnx_OfUntrackedStatistics_Throws()
    {
        var ml = new MLContext();
        BatchNormTransformer transformer = ml.Transforms.NormalizeBatch("Y", ColumnValues.Input, trackRunningStats: false).Fit(ColumnValues.View(ml, Rows, 2));
        Assert.Equal(
            "Column 'Y' cannot be written as ONNX: running statistics are not tracked (trackRunningStats: false). Fit with trackRunningStats: true.",
            Assert.Throws<InvalidOperationException>(() => OnnxRuntimeModel.Save(transformer)).Message);
    }

    [Fact]
    public void SaveAsOnnx_OfStatisticsThatAreNotFinite_ThrowsAndLeavesNoFile()
    {
        var ml = new MLContext();
        BatchNormTransformer transformer = ml.Transforms
            .NormalizeBatch("Y", ColumnValues.Input, new BatchNormEstimator.Options { NonFinite = NonFiniteHandling.Propagate })
            .Fit(ColumnValues.View(ml, [[1f, float.NaN], [2f, 3f]], 2));
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        string message = Assert.Throws<InvalidOperationException>(() => transformer.SaveAsOnnx(path)).Message;
        Assert.StartsWith("Column 'Y' cannot be saved: RunningMean must be finite, but channel 1 has NaN.", message, StringComparison.Ordinal);
        Assert.EndsWith("Fit again with NonFinite set to Throw or SkipRow.", message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void SaveAsOnnx_WithoutAPathOrStream_Throws()
    {
        BatchNormTransformer transformer = Fit(new InputOutputColumnPair("Y", "X"));
        Assert.Throws<ArgumentNullException>(() => transformer.SaveAsOnnx((string)null!));
        Assert.Throws<ArgumentException>(() => transformer.SaveAsOnnx(""));
        Assert.Throws<ArgumentNullException>(() => transformer.SaveAsOnnx((Stream)null!));
    }

    private static BatchNormTransformer Fit(params InputOutputColumnPair[] columns)
    {
        var ml = new MLContext();
        IDataView data = ml.Transforms.CopyColumns("Z", "X").Fit(ColumnValues.View(ml, Rows, 2)).Transform(ColumnValues.View(ml, Rows, 2));
        return ml.Transforms.NormalizeBatch(columns).Fit(data);
    }

    private static ModelProto Save(BatchNormParameters parameters)
    {
        var ml = new MLContext();
        return Parse(ml.Transforms.NormalizeBatch("Y", ColumnValues.Input, parameters).Fit(ColumnValues.View(ml, [[1f], [2f]], 1)));
    }

    private static ModelProto Parse(BatchNormTransformer transformer) => ModelProto.Parser.ParseFrom(OnnxRuntimeModel.Save(transformer));

    private static NodeProto Node(ModelProto model) => Assert.Single(model.Graph.Node);

    private static AttributeProto Attribute(NodeProto node, string name) => node.Attribute.Single(attribute => attribute.Name == name);

    private static string Text(ValueInfoProto value)
    {
        TypeProto.Types.Tensor type = value.Type.TensorType;
        IEnumerable<string> dimensions = type.Shape.Dim.Select(
            dimension => dimension.HasDimParam ? dimension.DimParam : FormattableString.Invariant($"{dimension.DimValue}"));
        return $"{value.Name}: {(DataType)type.ElemType} [{string.Join(", ", dimensions)}]";
    }
}
