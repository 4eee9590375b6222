using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Onnx;

/// <summary>What ONNX Runtime makes of the saved models, against the transformer's own values.</summary>
/// <remarks>
/// ONNX Runtime computes <c>x * k + (bias - mean * k)</c> with <c>k = weight / sqrt(variance + epsilon)</c>, the transformer
/// <c>(x - mean) * k + bias</c>. In floats the former cannot be exact to more than a rounding of its terms.
/// </remarks>
public sealed class OnnxRuntimeTests
{
    private const double Tolerance = 1e-6;
    private const double DoubleTolerance = 1e-14;

    /// <summary>Four roundings of a float: of the scale, the product, the offset and the sum.</summary>
    private const double FloatRounding = 4.0 / (1 << 24);

    public static TheoryData<string> Layouts() => LayoutCase.Names();

    [Theory]
    [MemberData(nameof(Layouts))]
    public void SaveAsOnnx_OfSingles_GivesTheTransformersValues(string name) => CheckRelative<float, float>(name, 0.5, 1.25, Tolerance);

    [Theory]
    [MemberData(nameof(Layouts))]
    public void SaveAsOnnx_OfDoubles_GivesTheTransformersValues(string name) => CheckRelative<double, double>(name, 0.5, 1.25, DoubleTolerance);

    [Theory]
    [MemberData(nameof(Layouts))]
    public void SaveAsOnnx_OfBytes_GivesTheTransformersValues(string name) => CheckRelative<byte, float>(name, 110, 60, Tolerance);

    [Theory]
    [MemberData(nameof(Layouts))]
    public void SaveAsOnnx_OfAMeanThousandsOfDeviationsFromZero_GivesWhatAFloatAllows(string name)
    {
        const double mean = 1e4;
        LayoutCase layout = LayoutCase.Named(name);
        BatchNormParameters parameters = layout.Parameters(mean, deviation: 1);
        (float[] x, float[] expected, float[] actual) = Run<float, float>(layout, parameters, mean);
        Close.AssertWithin(expected, actual, i =>
        {
            int c = layout.ChannelAt(i % layout.Size);
            double scale = parameters.Weight!.Value[c] / Math.Sqrt(parameters.RunningVariance[c] + parameters.Epsilon);
            return FloatRounding * (Math.Abs(x[i]) + Math.Abs(parameters.RunningMean[c])) * scale;
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void SaveAsOnnx_Always_TakesAnyNumberOfRows(int rows)
    {
        LayoutCase layout = LayoutCase.Named("image_last");
        using var model = new OnnxRuntimeModel(layout.Fit<float>(new MLContext(), layout.Parameters(0.5, 1)));
        Assert.Equal(rows * layout.Size, model.Run<float, float>(layout.Rows<float>(0.5)[..rows], layout.Dimensions).Length);
    }

    [Fact]
    public void SaveAsOnnx_WithoutWeightAndBias_ScalesByTheDeviationAlone()
    {
        LayoutCase layout = LayoutCase.Named("sequence_first");
        var parameters = new BatchNormParameters([1, 2, 3], [4, 4, 4], epsilon: 0, layout: layout.Layout);
        (float[] x, _, float[] actual) = Run<float, float>(layout, parameters, mean: 2);
        float[] expected = [.. x.Select((value, i) => (value - parameters.RunningMean[layout.ChannelAt(i % layout.Size)]) / 2)];
        Close.AssertRelative(expected, actual, Tolerance);
    }

    private static void CheckRelative<TIn, TOut>(string name, double mean, double deviation, double tolerance)
        where TIn : struct
        where TOut : struct, IConvertible
    {
        LayoutCase layout = LayoutCase.Named(name);
        (_, TOut[] expected, TOut[] actual) = Run<TIn, TOut>(layout, layout.Parameters(mean, deviation), mean);
        Close.AssertRelative(expected, actual, tolerance);
    }

    private static (TIn[] X, TOut[] Expected, TOut[] Actual) Run<TIn, TOut>(LayoutCase layout, BatchNormParameters parameters, double mean)
        where TIn : struct
        where TOut : struct, IConvertible
    {
        var ml = new MLContext();
        BatchNormTransformer transformer = layout.Fit<TIn>(ml, parameters);
        TIn[][] rows = layout.Rows<TIn>(mean);
        TOut[][] expected = ColumnValues.Read<TOut>(transformer.Transform(ColumnValues.View(ml, rows, layout.Dimensions)), "Y");
        using var model = new OnnxRuntimeModel(transformer);
        return ([.. rows.SelectMany(row => row)], [.. expected.SelectMany(row => row)], model.Run<TIn, TOut>(rows, layout.Dimensions));
    }
}
