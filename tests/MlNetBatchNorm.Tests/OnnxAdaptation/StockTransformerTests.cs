using System.Diagnostics;
using System.Globalization;
using Google.Protobuf;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;
using MlNetBatchNorm.Onnx;
using MlNetBatchNorm.Tests.Fitting;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.OnnxAdaptation;

/// <summary>What a fit leaves: ML.NET's own transformer, which needs nothing of this library, and no files.</summary>
public sealed class StockTransformerTests : IDisposable
{
    private const string File = "residual_17.onnx", FixedFile = "residual_fixed.onnx";

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly MLContext _ml;

    public StockTransformerTests()
    {
        string temporary = Path.Combine(_folder, "temporary");
        Directory.CreateDirectory(temporary);
        _ml = new MLContext(1) { TempFilePath = temporary };
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_InAProcessWithoutTheLibrary_PredictsTheSameBits()
    {
        string model = Path.Combine(_folder, "model.zip");
        using (OnnxTransformer transformer = Estimator(File).Fit(View))
        {
            _ml.Model.Save(transformer, View.Schema, model);
            Assert.Equal(ColumnValues.Read(transformer.Transform(View), NetCase.Output)[0], PredictFirst(model));
        }
    }

    [Fact]
    public void Fit_InAPipeline_IsSavedAndLoadedWithIt()
    {
        IDataView rows = ColumnValues.View(_ml, NetCase.Rows, 3, 8, 8);
        var pipeline = _ml.Transforms.CopyColumns(NetCase.Input, ColumnValues.Input).Append(Estimator(File)).Append(_ml.Transforms.NormalizeMinMax(NetCase.Output));
        var model = pipeline.Fit(rows);
        using var stream = new MemoryStream();
        _ml.Model.Save(model, rows.Schema, stream);

        ITransformer loaded = new MLContext().Model.Load(stream, out _);

        Assert.Equal(ColumnValues.Read(model.Transform(rows), NetCase.Output), ColumnValues.Read(loaded.Transform(rows), NetCase.Output));
        (loaded as IDisposable)?.Dispose();
        model.Dispose();
    }

    [Theory]
    [InlineData(File)]
    [InlineData(FixedFile)]
    public void Fit_AndDispose_LeavesNoFile(string file)
    {
        OnnxTransformer transformer = Estimator(file).Fit(View);
        // ML.NET's own: every loaded OnnxTransformer has its model in a file, until it is disposed.
        Assert.Single(Left());
        transformer.Dispose();
        Assert.Empty(Left());
    }

    [Fact]
    public void Fit_ThatFails_LeavesNoFile()
    {
        float[][] rows = [.. NetCase.Rows.Select(row => Array.ConvertAll(row, _ => float.NaN))];
        Assert.Throws<InvalidOperationException>(() => Estimator(File).Fit(NetCase.View(_ml, rows)));
        Assert.Empty(Left());
    }

    /// <summary>What is behind the last layer takes no part in the statistics, so it fails only when the adapted model is loaded.</summary>
    [Fact]
    public void Fit_OfModelThatMlNetCannotLoad_NamesItAndLeavesNoFile()
    {
        ModelProto model = ModelProto.Parser.ParseFrom(System.IO.File.ReadAllBytes(NetCase.PathOf(File)));
        model.Graph.Node.Add(new NodeProto { OpType = "Unheard", Name = "unheard", Input = { NetCase.Output }, Output = { "heard" } });
        model.Graph.Output[0].Name = "heard";
        string path = Path.Combine(_folder, "unheard.onnx");
        System.IO.File.WriteAllBytes(path, model.ToByteArray());
        OnnxAdaptationEstimator estimator = _ml.Transforms.AdaptOnnxModel("heard", NetCase.Input, path, new OnnxAdaptationOptions { BatchSize = 8 });

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => estimator.Fit(View));

        Assert.StartsWith("ML.NET cannot load the adapted model: ", error.Message);
        Assert.EndsWith($" The model is '{path}'.", error.Message);
        Assert.DoesNotContain(_ml.TempFilePath, error.Message, StringComparison.Ordinal);
        Assert.Empty(Left());
    }

    [Theory]
    [InlineData(File)]
    [InlineData(FixedFile)]
    public void Fit_Cancelled_LeavesNoFile(string file)
    {
        using var source = new CancellationTokenSource();
        var options = new OnnxAdaptationOptions { BatchSize = 8, Progress = new ProgressRecorder { Reported = _ => source.Cancel() }, CancellationToken = source.Token };
        Assert.Throws<OperationCanceledException>(() => _ml.Transforms.AdaptOnnxModel(NetCase.Output, NetCase.Input, NetCase.PathOf(file), options).Fit(View));
        Assert.Empty(Left());
    }

    [Fact]
    public void Fit_SeveralAtOnce_GivesEachTheSameBytes()
    {
        OnnxAdaptationEstimator estimator = Estimator(File);
        byte[][] models = [.. Enumerable.Range(0, 4).AsParallel().WithDegreeOfParallelism(4).Select(_ =>
        {
            using OnnxTransformer transformer = estimator.Fit(View);
            return AdaptedLayers.Bytes(transformer);
        })];
        Assert.All(models, model => Assert.Equal(models[0], model));
        Assert.Empty(Left());
    }

    [Fact]
    public void Fit_Always_LeavesTheModelFileAsItWasAndUnlocked()
    {
        string path = Path.Combine(_folder, "model.onnx");
        System.IO.File.Copy(NetCase.PathOf(File), path);
        using OnnxTransformer transformer = _ml.Transforms.AdaptOnnxModel(NetCase.Output, NetCase.Input, path).Fit(View);
        Assert.Equal(System.IO.File.ReadAllBytes(NetCase.PathOf(File)), System.IO.File.ReadAllBytes(path));

        System.IO.File.Delete(path);

        using var stream = new MemoryStream();
        _ml.Model.Save(transformer, View.Schema, stream);
        Assert.Equal(NetCase.Rows.Length, ColumnValues.Read(transformer.Transform(View), NetCase.Output).Length);
    }

    [Fact]
    public void GetOutputSchema_Always_PromisesWhatFitDelivers()
    {
        SchemaShape promised = Estimator(File).GetOutputSchema(SchemaShapes.Of(View.Schema));
        using OnnxTransformer transformer = Estimator(File).Fit(View);
        SchemaShapes.AssertSame(promised, SchemaShapes.Of(transformer.GetOutputSchema(View.Schema)));
        Assert.Equal(4, ((VectorDataViewType)transformer.GetOutputSchema(View.Schema)[NetCase.Output].Type).Size);
    }

    [Fact]
    public void Fit_Twice_GivesTheSameBytesAndLeavesTheEstimatorAsItWas()
    {
        OnnxAdaptationEstimator estimator = Estimator(File);
        using OnnxTransformer first = estimator.Fit(View);
        using OnnxTransformer half = estimator.Fit(NetCase.View(_ml, NetCase.Rows.Take(10).ToArray()));
        using OnnxTransformer second = estimator.Fit(View);
        Assert.Equal(AdaptedLayers.Bytes(first), AdaptedLayers.Bytes(second));
        Assert.NotEqual(AdaptedLayers.Bytes(first), AdaptedLayers.Bytes(half));
    }

    [Fact]
    public void Fit_OfManyRows_NeedsMemoryForABatch()
    {
        long few = Allocated(64), many = Allocated(2048);
        // A row has 768 bytes: were they kept, there would be as many more.
        Assert.InRange((many - few) / (double)(2048 - 64), 0, 700);
    }

    private IDataView View => NetCase.View(_ml, NetCase.Rows);

    private OnnxAdaptationEstimator Estimator(string file) =>
        _ml.Transforms.AdaptOnnxModel(NetCase.Output, NetCase.Input, NetCase.PathOf(file), new OnnxAdaptationOptions { BatchSize = NetCase.BatchSize });

    private string[] Left() => [.. Directory.EnumerateFileSystemEntries(_ml.TempFilePath, "*", SearchOption.AllDirectories)];

    private long Allocated(int rows)
    {
        IDataView view = NetCase.View(_ml, Enumerable.Range(0, rows).Select(i => NetCase.Rows[i % NetCase.Rows.Length]));
        OnnxAdaptationEstimator estimator = _ml.Transforms.AdaptOnnxModel(NetCase.Output, NetCase.Input, NetCase.PathOf(File));
        estimator.Fit(view).Dispose();
        long before = GC.GetAllocatedBytesForCurrentThread();
        estimator.Fit(view).Dispose();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static float[] PredictFirst(string model)
    {
        string row = string.Join(' ', NetCase.Rows[0].Select(value => value.ToString("r", CultureInfo.InvariantCulture)));
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "StockProcess.dll"), model])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardInput.WriteLine(row);
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return [.. output.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(value => float.Parse(value, CultureInfo.InvariantCulture))];
    }
}
