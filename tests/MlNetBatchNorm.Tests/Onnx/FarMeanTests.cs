using Microsoft.ML;
using Microsoft.ML.Model.OnnxConverter;
using Microsoft.ML.OnnxRuntime;
using DataType = MlNetBatchNorm.Onnx.TensorProto.Types.DataType;

namespace MlNetBatchNorm.Tests.Onnx;

/// <summary>
/// Columns whose mean is many deviations from zero: ONNX Runtime would round <c>bias - mean * scale</c> to the digits of the product, so the mean is
/// subtracted by a node of its own.
/// </summary>
public sealed class FarMeanTests : IDisposable
{
    private const double Tolerance = 5e-6;

    private readonly string _path = Path.GetTempFileName();
    private readonly MLContext _ml = new();

    public void Dispose() => File.Delete(_path);

    /// <summary>Mean and deviation of a pressure, a temperature in kelvin, a year, and a value of which little is left.</summary>
    public static TheoryData<double, double> Columns() => new() { { 101325, 20 }, { 293.15, 0.5 }, { 2010, 8 }, { 1e4, 0.01 } };

    [Theory]
    [MemberData(nameof(Columns))]
    public void SaveAsOnnx_OfAMeanFarFromZero_GivesTheTransformersValues(double mean, double deviation)
    {
        float[][] rows = Rows(mean, deviation);
        IDataView view = ColumnValues.View(_ml, rows, 2);
        BatchNormTransformer transformer = _ml.Transforms.NormalizeChannels("Y", "X").Fit(view);

        AssertSame(transformer, view, rows, [2]);
        AssertReadBack(transformer);
    }

    /// <summary>The nodes that ML.NET's ConvertToOnnx asks for, and what LoadOnnx reads of them.</summary>
    [Theory]
    [MemberData(nameof(Columns))]
    public void ConvertToOnnx_OfAMeanFarFromZero_GivesTheTransformersValues(double mean, double deviation)
    {
        float[][] rows = Rows(mean, deviation);
        IDataView view = ColumnValues.View(_ml, rows, 2);
        BatchNormTransformer transformer = _ml.Transforms.NormalizeChannels("Y", "X").Fit(view);
        IDataView normalized = transformer.Transform(view);
        byte[] model = PipelineModel(normalized);

        using var session = new InferenceSession(model);
        AssertSame(ColumnValues.Read(normalized, "Y"), OnnxRuntimeModel.Run<float, float>(session, rows, [2], "X", session.OutputNames[0]));
        File.WriteAllBytes(_path, model);
        AssertReadBack(transformer.Parameters[0]);
    }

    [Theory]
    [MemberData(nameof(LayoutCase.Names), MemberType = typeof(LayoutCase))]
    public void SaveAsOnnx_OfEveryLayout_GivesTheTransformersValues(string name)
    {
        LayoutCase layout = LayoutCase.Named(name);
        BatchNormTransformer transformer = layout.Fit<float>(_ml, layout.Parameters(mean: 1e4, deviation: 1));

        float[][] rows = layout.Rows<float>(1e4);
        AssertSame(transformer, ColumnValues.View(_ml, rows, layout.Dimensions), rows, layout.Dimensions);
        AssertReadBack(transformer);
    }

    [Fact]
    public void SaveAsOnnx_OfDoubles_KeepsTheirDigits()
    {
        double[][] rows = [.. Enumerable.Range(0, 64).Select(i => (double[])[1.7e9 + (60 * i), 1e15 + (1e3 * (i % 7)), 1e-150 * i])];
        IDataView view = ColumnValues.View(_ml, rows, 3);
        BatchNormTransformer transformer = _ml.Transforms.NormalizeChannels("Y", "X").Fit(view);
        using var model = new OnnxRuntimeModel(transformer);

        double[] expected = [.. ColumnValues.Read<double>(transformer.Transform(view), "Y").SelectMany(row => row)];
        Assert.All(expected.Zip(model.Run<double, double>(rows, [3])), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
        AssertReadBack(transformer);
    }

    private static float[][] Rows(double mean, double deviation)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, 100).Select(_ => (float[])[(float)(mean + (deviation * ((2 * random.NextDouble()) - 1))), random.NextSingle()])];
    }

    private static byte[] PipelineModel(IDataView normalized)
    {
        var context = new PipelineContext();
        context.AddInput("X", DataType.Float, [2]);
        ((ITransformCanSaveOnnx)normalized).SaveAsOnnx(context);
        context.AddOutput("Y", DataType.Float, [2]);
        Assert.Contains(context.Graph.Node, node => node.OpType == "Sub");
        return context.ToModel();
    }

    private static void AssertSame(BatchNormTransformer transformer, IDataView view, float[][] rows, int[] dimensions)
    {
        using var model = new OnnxRuntimeModel(transformer);
        AssertSame(ColumnValues.Read(transformer.Transform(view), "Y"), model.Run<float, float>(rows, dimensions));
    }

    private static void AssertSame(float[][] expected, float[] actual) => Assert.All(
        expected.SelectMany(row => row).Zip(actual), pair => Assert.Equal(pair.First, pair.Second, Tolerance * Math.Max(1, Math.Abs(pair.First))));

    private void AssertReadBack(BatchNormTransformer transformer)
    {
        transformer.SaveAsOnnx(_path);
        AssertReadBack(transformer.Parameters[0]);
    }

    /// <summary>The node's mean is 0 and the Sub's is not, and together they are what was written.</summary>
    private void AssertReadBack(BatchNormParameters expected)
    {
        BatchNormParameters actual = BatchNormParameters.LoadOnnx(_path);

        Assert.Equal(expected.RunningMean, actual.RunningMean);
        Assert.Equal(expected.RunningVariance, actual.RunningVariance);
        Assert.Equal(expected.RunningMeanDouble ?? [], actual.RunningMeanDouble ?? []);
        Assert.Equal(expected.RunningVarianceDouble ?? [], actual.RunningVarianceDouble ?? []);
    }
}
