using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Onnx;

/// <summary>The saved models in ML.NET's own <c>ApplyOnnxModel</c>, against the transformer's own values.</summary>
public sealed class ApplyOnnxModelTests : IDisposable
{
    private const double Tolerance = 1e-6;

    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".onnx");

    public static TheoryData<string> Layouts() => LayoutCase.Names();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [MemberData(nameof(Layouts))]
    public void ApplyOnnxModel_OfSingles_GivesTheTransformersValues(string name) => Check<float, float>(name, 0.5, 1.25);

    [Theory]
    [MemberData(nameof(Layouts))]
    public void ApplyOnnxModel_OfDoubles_GivesTheTransformersValues(string name) => Check<double, double>(name, 0.5, 1.25);

    [Theory]
    [MemberData(nameof(Layouts))]
    public void ApplyOnnxModel_OfBytes_GivesTheTransformersValues(string name) => Check<byte, float>(name, 110, 60);

    [Fact]
    public void ApplyOnnxModel_OfAColumnNormalizedInPlace_ReplacesIt()
    {
        var ml = new MLContext();
        IDataView data = ColumnValues.View(ml, [[1f, 10f], [3f, 30f]], 2);
        BatchNormTransformer transformer = ml.Transforms.NormalizeBatch(ColumnValues.Input).Fit(data);
        transformer.SaveAsOnnx(_path);
        IDataView applied = ml.Transforms.ApplyOnnxModel(["X.output"], [ColumnValues.Input], _path).Fit(data).Transform(data);
        AssertSame<float>(transformer.Transform(data), applied, ColumnValues.Input);
    }

    [Fact]
    public void SaveAsOnnx_ToAPath_ReplacesTheFile()
    {
        File.WriteAllBytes(_path, new byte[100_000]);
        BatchNormTransformer transformer = LayoutCase.Named("features").Fit<float>(new MLContext(), LayoutCase.Named("features").Parameters(0, 1));
        transformer.SaveAsOnnx(_path);
        Assert.Equal(OnnxRuntimeModel.Save(transformer), File.ReadAllBytes(_path));
    }

    private void Check<TIn, TOut>(string name, double mean, double deviation)
        where TIn : struct
        where TOut : struct, IConvertible
    {
        var ml = new MLContext();
        LayoutCase layout = LayoutCase.Named(name);
        BatchNormTransformer transformer = layout.Fit<TIn>(ml, layout.Parameters(mean, deviation));
        transformer.SaveAsOnnx(_path);
        IDataView data = ColumnValues.View(ml, layout.Rows<TIn>(mean), layout.Dimensions);
        IDataView applied = ml.Transforms.ApplyOnnxModel("Y", ColumnValues.Input, _path).Fit(data).Transform(data);
        AssertSame<TOut>(transformer.Transform(data), applied, "Y");
    }

    private static void AssertSame<T>(IDataView expected, IDataView actual, string column) where T : struct, IConvertible =>
        Close.AssertRelative(
            [.. ColumnValues.Read<T>(expected, column).SelectMany(row => row)], [.. ColumnValues.Read<T>(actual, column).SelectMany(row => row)], Tolerance);
}
