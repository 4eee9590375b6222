using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;

namespace MlNetBatchNorm.Tests.Onnx;

/// <summary>Leaves a model of every layout and type beside the test program, for Reference/check.py to look at.</summary>
public sealed class OnnxModelFilesTests
{
    private static readonly string Folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "OnnxModels")).FullName;

    public static TheoryData<string> Layouts() => LayoutCase.Names();

    [Theory]
    [MemberData(nameof(Layouts))]
    public void SaveAsOnnx_OfEveryLayoutAndType_IsLoadedByOnnxRuntime(string name)
    {
        Write<float>(name);
        Write<double>(name);
        Write<byte>(name);
    }

    [Fact]
    public void SaveAsOnnx_OfSeveralColumnsOneInPlace_IsLoadedByOnnxRuntime()
    {
        var ml = new MLContext();
        IDataView data = ColumnValues.View(ml, [[1f, 10f], [3f, 30f], [8f, 80f]], 2);
        Write("columns", ml.Transforms.NormalizeBatch([new("A", ColumnValues.Input), new(ColumnValues.Input, ColumnValues.Input)]).Fit(data));
    }

    private static void Write<T>(string name) where T : struct
    {
        LayoutCase layout = LayoutCase.Named(name);
        Write($"{name}_{typeof(T).Name}", layout.Fit<T>(new MLContext(), layout.Parameters(0.5, 1.25)));
    }

    private static void Write(string name, BatchNormTransformer transformer)
    {
        string path = Path.Combine(Folder, name + ".onnx");
        transformer.SaveAsOnnx(path);
        using var session = new InferenceSession(path);
        Assert.Equal(transformer.Parameters.Count, session.OutputNames.Count);
    }
}
