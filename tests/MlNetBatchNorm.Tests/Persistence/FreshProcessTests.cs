using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.Images;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>A model in a process of its own, whose code names no type of the library and registers nothing.</summary>
public sealed class FreshProcessTests : IDisposable
{
    private readonly string _model = Path.GetTempFileName();

    public void Dispose() => File.Delete(_model);

    [Fact]
    public void Load_InAProcessThatDoesNotNameTheLibrary_PredictsTheSameBits()
    {
        var ml = new MLContext(1);
        float[][] rows = [[1, 2, 3, 40, 50, 60], [3, 5, 7, 10, 20, 90]];
        IDataView view = ColumnValues.View(ml, rows, 2, 3);
        IDataView copied = ml.Transforms.CopyColumns("Pixels", ColumnValues.Input).Fit(view).Transform(view);
        IDataView pixels = ml.Transforms.SelectColumns("Pixels").Fit(copied).Transform(copied);
        BatchNormTransformer transformer = ml.Transforms.NormalizeBatch("Features", "Pixels", momentum: null).Fit(pixels);
        ml.Model.Save(transformer, pixels.Schema, _model);

        Assert.Equal(ColumnValues.Read(transformer.Transform(pixels), "Features")[0], Predict(_model));
    }

    /// <summary>The file that was saved by another process, some time ago.</summary>
    [Fact]
    public void Load_OfImageReading_ReadsTheSamePixels()
    {
        var ml = new MLContext(1);
        IDataView view = GoldenReading.View(ml);
        float[] expected = GoldenReading.Fit(ml, view).Transform(view).GetColumn<float[]>("Features").First();

        Assert.Equal(expected, Predict(GoldenModel.PathOf(GoldenReading.FileName), Path.Combine(ImageReference.Files, "alpha.png")));
    }

    private static float[] Predict(params string[] arguments)
    {
        ChildProcess run = ChildProcess.Run("FreshProcess.dll", arguments);
        Assert.True(run.ExitCode == 0, run.Error);
        return [.. run.Output.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(value => float.Parse(value, CultureInfo.InvariantCulture))];
    }
}
