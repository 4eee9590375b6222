using System.ComponentModel;
using BenchmarkDotNet.Attributes;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;
using MlNetBatchNorm.Benchmarks.Peers;
using MlNetBatchNorm.Benchmarks.Source;

namespace MlNetBatchNorm.Benchmarks.Measured;

/// <summary>All of a fit, from the model's file to the transformer, beside running the network once over the same images.</summary>
[Description("A whole fit that adapts a residual network to images of 3x32x32, one thread")]
public class AdaptBenchmark
{
    private const int BatchSize = 32;
    private const string Input = "input", Logits = "logits";

    private static readonly string ModelFile = Path.Combine(AppContext.BaseDirectory, "residual.onnx");

    /// <summary>Part of a fit does not depend on the number of images: it reads, makes and writes models. Of 64 images, it is most of the fit.</summary>
    [Params(64, 1000, 4000, 16000)]
    public int RowCount { get; set; }

    private readonly MLContext _mlContext = new(1);
    private IDataView _images = null!;
    private OnnxTransformer _transformer = null!;
    private IDataView _logits = null!;
    private OnnxBatches _batches = null!;

    [GlobalSetup]
    public void Setup()
    {
        _mlContext.SetOnnxSessionOption(new OnnxSessionOptions { IntraOpNumThreads = 1 });
        _images = RepeatedRowView.OfVectors(Input, new VectorDataViewType(NumberDataViewType.Single, 3, 32, 32), SourceRows.Singles(3 * 32 * 32), RowCount);
        _transformer = _mlContext.Transforms.ApplyOnnxModel(Logits, Input, ModelFile).Fit(_images);
        _logits = _transformer.Transform(_images);
        _batches = new OnnxBatches(ModelFile, Input, [3, 32, 32], BatchSize);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _transformer.Dispose();
        _batches.Dispose();
    }

    [Benchmark(Baseline = true, Description = "One pass by ApplyOnnxModel")]
    public float Apply() => SourceRows.Read(_logits, Logits);

    [Benchmark(Description = "One pass by ONNX Runtime alone, in batches of 32")]
    public float ApplyInBatches() => _batches.Run(_images, Input);

    [Benchmark(Description = "AdaptOnnxModel.Fit")]
    public void Fit() => _mlContext.Transforms
        .AdaptOnnxModel(Logits, Input, ModelFile, new OnnxAdaptationOptions { BatchSize = BatchSize })
        .Fit(_images).Dispose();
}
