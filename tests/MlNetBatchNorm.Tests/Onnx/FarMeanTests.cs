using Microsoft.ML;

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

    /// <summary>A pressure, a temperature in kelvin, a year, and a value of which little is left.</summary>
    [Theory]
    [InlineData(101325, 20)]
    [InlineData(293.15, 0.5)]
    [InlineData(2010, 8)]
    [InlineData(1e4, 0.01)]
    public void SaveAsOnnx_OfAMeanFarFromZero_GivesTheTransformersValues(double mean, double deviation)
    {
        var random = new Random(5);
        float[][] rows = [.. Enumerable.Range(0, 100).Select(_ => (float[])[(float)(mean + (deviation * ((2 * random.NextDouble()) - 1))), random.NextSingle()])];
        IDataView view = ColumnValues.View(_ml, rows, 2);
        BatchNormTransformer transformer = _ml.Transforms.NormalizeChannels("Y", "X").Fit(view);

        AssertSame(transformer, view, rows, [2]);
        AssertReadBack(transformer);
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

    private static void AssertSame(BatchNormTransformer transformer, IDataView view, float[][] rows, int[] dimensions)
    {
        using var model = new OnnxRuntimeModel(transformer);
        float[] expected = [.. ColumnValues.Read(transformer.Transform(view), "Y").SelectMany(row => row)];
        Assert.All(expected.Zip(model.Run<float, float>(rows, dimensions)), pair => Assert.Equal(pair.First, pair.Second, Tolerance * Math.Max(1, Math.Abs(pair.First))));
    }

    /// <summary>The node's mean is 0 and the Sub's is not, and together they are what was written.</summary>
    private void AssertReadBack(BatchNormTransformer transformer)
    {
        transformer.SaveAsOnnx(_path);
        BatchNormParameters expected = transformer.Parameters[0];
        BatchNormParameters actual = BatchNormParameters.LoadOnnx(_path);

        Assert.Equal(expected.RunningMean, actual.RunningMean);
        Assert.Equal(expected.RunningVariance, actual.RunningVariance);
        Assert.Equal(expected.RunningMeanDouble ?? [], actual.RunningMeanDouble ?? []);
        Assert.Equal(expected.RunningVarianceDouble ?? [], actual.RunningVarianceDouble ?? []);
    }
}
