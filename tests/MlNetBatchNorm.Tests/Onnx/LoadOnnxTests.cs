using Microsoft.ML;
using MlNetBatchNorm.Tests.PyTorch;

namespace MlNetBatchNorm.Tests.Onnx;

/// <summary>Models of PyTorch's exporter, and of the forms that others write: see Reference/load.py.</summary>
public sealed class LoadOnnxTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public static TheoryData<string, string> Nodes() => [.. LoadCase.All.Select(node => (node.File, node.Node))];

    public void Dispose() => File.Delete(_path);

    [Theory]
    [MemberData(nameof(Nodes))]
    public void LoadOnnx_OfNode_GivesItsValues(string file, string node)
    {
        LoadCase expected = LoadCase.All.Single(one => one.File == file && one.Node == node);

        BatchNormParameters parameters = BatchNormParameters.LoadOnnx(expected.FilePath, node);

        Assert.Equal(expected.Weight, parameters.Weight!.Value);
        Assert.Equal(expected.Bias, parameters.Bias!.Value);
        Assert.Equal(expected.RunningMean, parameters.RunningMean);
        Assert.Equal(expected.RunningVar, parameters.RunningVariance);
        Assert.Equal((float)expected.Epsilon, parameters.Epsilon);
        Assert.Equal((float?)expected.Momentum, parameters.Momentum);
        Assert.Equal((0L, ChannelLayout.Auto, 4), (parameters.NumBatchesTracked, parameters.Layout, parameters.NumFeatures));
    }

    /// <summary>ONNX's momentum of 1 keeps all of the old value, and still is no layer that never learns: PyTorch writes it for the cumulative average.</summary>
    [Fact]
    public void LoadOnnx_OfAMomentumOf1_GivesALayerThatLearnsAsPyTorchs()
    {
        BatchNormParameters parameters = Load(LoadCase.Trained.File, "");
        Assert.Null(parameters.Momentum);
        var layer = new BatchNormLayer(parameters);

        layer.Forward(LoadCase.Trained.Batch, new float[LoadCase.Trained.Batch.Length], LoadCase.Trained.BatchSize);

        BatchNormParameters trained = layer.ToParameters();
        Assert.Equal(LoadCase.Trained.RunningMean, trained.RunningMean, (expected, actual) => Math.Abs(expected - actual) < 1e-6);
        Assert.Equal(LoadCase.Trained.RunningVar, trained.RunningVariance, (expected, actual) => Math.Abs(expected - actual) < 1e-6);
        Assert.Equal(1, trained.NumBatchesTracked);
    }

    [Theory]
    [InlineData("image_first", false)]
    [InlineData("image_last", false)]
    [InlineData("image_last", true)]
    public void LoadOnnx_OfSavedTransformer_GivesItsParameters(string layout, bool doubles)
    {
        LayoutCase shape = LayoutCase.Named(layout);
        BatchNormParameters saved = shape.Parameters(0.5, 1.25);
        (doubles ? shape.Fit<double>(new MLContext(), saved) : shape.Fit<float>(new MLContext(), saved)).SaveAsOnnx(_path);

        BatchNormParameters read = BatchNormParameters.LoadOnnx(_path);

        SameParameters.Assert(saved, read);
        Assert.Equal((saved.Epsilon, saved.Momentum), (read.Epsilon, read.Momentum));
    }

    [Theory]
    [InlineData("", "The ONNX model has 3 BatchNormalization nodes, and nodeName must say which. ")]
    [InlineData("bn9", "The ONNX model has no BatchNormalization node 'bn9'. ")]
    public void LoadOnnx_WithWrongName_ListsTheNames(string name, string because)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => Load("torch_15.onnx", name));
        Assert.Equal("nodeName", error.ParamName);
        Assert.Equal(
            $"{because}Its BatchNormalization nodes are: /0/BatchNormalization, /1/BatchNormalization, /2/BatchNormalization. " +
            $"The model is '{Path.Combine(LoadCase.Folder, "torch_15.onnx")}'. (Parameter 'nodeName')",
            error.Message);
    }

    [Fact]
    public void LoadOnnx_OfFoldedModel_SaysHowToExportIt()
    {
        string folded = Path.Combine(TorchCase.Folder, "cnn", "after.onnx");
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => BatchNormParameters.LoadOnnx(folded));
        Assert.StartsWith("The ONNX model has no BatchNormalization node. If its network has such layers, they were folded into the layers before at export; export it so: ", error.Message);
        Assert.Contains("training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False", error.Message, StringComparison.Ordinal);
        Assert.Contains($"--optimize_tool None. The model is '{folded}'.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadOnnx_OfWhatIsNoFile_NamesTheParameterOrTheFile()
    {
        Assert.Equal("path", Assert.Throws<ArgumentNullException>(() => BatchNormParameters.LoadOnnx(null!)).ParamName);
        Assert.Equal("nodeName", Assert.Throws<ArgumentNullException>(() => Load("ir3.onnx", null!)).ParamName);
        Assert.Throws<FileNotFoundException>(() => Load("none.onnx", ""));
    }

    [Fact]
    public void LoadOnnx_OfLargeModel_DoesNotReadTheWeightsOfOthers()
    {
        const int weights = 64 << 20;
        OnnxFiles.Write(_path, OnnxFiles.Model(new() { ["other"] = new float[weights / sizeof(float)] }));
        BatchNormParameters.LoadOnnx(_path);

        long before = GC.GetAllocatedBytesForCurrentThread();
        BatchNormParameters parameters = BatchNormParameters.LoadOnnx(_path);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal([1, 2], parameters.RunningMean);
        Assert.True(allocated < weights / 1000, $"{allocated} bytes allocated");
    }

    private static BatchNormParameters Load(string file, string node) => BatchNormParameters.LoadOnnx(Path.Combine(LoadCase.Folder, file), node);
}
