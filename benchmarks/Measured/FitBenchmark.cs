using System.ComponentModel;
using BenchmarkDotNet.Attributes;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Benchmarks.Peers;
using MlNetBatchNorm.Benchmarks.Source;

namespace MlNetBatchNorm.Benchmarks.Measured;

/// <summary>Beside reading the same rows, which copies each, and beside a loop written by hand.</summary>
[Description("Fit on float images of 3x224x224, one thread")]
public class FitBenchmark
{
    private const int RowCount = 256;
    private readonly MLContext _mlContext = new(1);
    private VBuffer<float> _buffer;
    private IDataView _view = null!;

    [Params(ChannelLayout.ChannelsFirst, ChannelLayout.ChannelsLast)]
    public ChannelLayout Layout { get; set; }

    [GlobalSetup]
    public void Setup() => _view = Layout == ChannelLayout.ChannelsLast ? SourceRows.VectorView(RowCount, 224, 224, 3) : SourceRows.VectorView(RowCount, 3, 224, 224);

    [Benchmark(Baseline = true, OperationsPerInvoke = RowCount, Description = "Reading alone: a memory copy")]
    public float Copy() => SourceRows.Read(_view, "Pixels");

    [Benchmark(OperationsPerInvoke = RowCount, Description = "NormalizeBatch.Fit")]
    public BatchNormTransformer Fit() => Fit(BatchNormStatistics.Running);

    [Benchmark(OperationsPerInvoke = RowCount, Description = "NormalizeBatch.Fit, exact statistics")]
    public BatchNormTransformer FitExact() => Fit(BatchNormStatistics.Exact);

    [Benchmark(OperationsPerInvoke = RowCount, Description = "Plain scalar loop")]
    public double ScalarLoop()
    {
        var statistics = new HandWrittenStatistics(channels: 3, Layout);
        SourceRows.Read(_view, "Pixels", ref _buffer, row => statistics.Add(row.GetValues()));
        return statistics.Variance(0);
    }

    private BatchNormTransformer Fit(BatchNormStatistics statistics) => _mlContext.Transforms
        .NormalizeBatch("Features", "Pixels", new BatchNormEstimator.Options { Statistics = statistics, MaxDegreeOfParallelism = 1 })
        .Fit(_view);
}
