using Microsoft.ML;
using MlNetBatchNorm.Benchmarks.Peers;
using MlNetBatchNorm.Benchmarks.Source;

namespace MlNetBatchNorm.Benchmarks.Shapes;

/// <summary>All ways to apply and fit on one shape, over a source that hands out rows by one copy each.</summary>
internal static class ShapeMeasurement
{
    /// <summary>A pass takes about a millisecond or more, and has several batches.</summary>
    private const int ValuesPerPass = 1 << 20;
    private const int MinRows = 128;

    public static ShapeResult Run(ShapeCase shape, int rounds, PyTorchShapes? torch) =>
        new(shape, Rounds.RunInSeveralPlaces(() => Ways(shape, rounds, torch)));

    private static Rounds Ways(ShapeCase shape, int rounds, PyTorchShapes? torch)
    {
        var mlContext = new MLContext(1);
        int rows = Math.Max(MinRows, ValuesPerPass / shape.Size);
        IDataView view = View(shape, rows);
        IDataView cached = Cached(mlContext, view);
        IDataView normalized = Fit(mlContext, shape, view, 1).Transform(view);
        IDataView batchwise = Estimator(mlContext, shape, 1, trackRunningStats: false).Fit(view).Transform(view);

        var ways = new Rounds(rounds);
        if (shape.Bytes)
            ways.Add(nameof(ShapeResult.Copy), rows, () => RowReader.Read<byte>(view, "Pixels"));
        else
            ways.Add(nameof(ShapeResult.Copy), rows, () => RowReader.Read<float>(view, "Pixels"));
        ways.Add(nameof(ShapeResult.Apply), rows, () => RowReader.Read<float>(normalized, "Features"));
        ways.Add(nameof(ShapeResult.Fit), rows, () => Fit(mlContext, shape, view, 1));
        ways.Add(nameof(ShapeResult.FitExact), rows, () => Fit(mlContext, shape, view, 1, BatchNormStatistics.Exact));
        ways.Add(nameof(ShapeResult.Batchwise), rows, () => RowReader.Read<float>(batchwise, "Features"));
        ways.Add(nameof(ShapeResult.FitCached), rows, () => Fit(mlContext, shape, cached, 1));
        ways.Add(nameof(ShapeResult.FitTwoThreads), rows, () => Fit(mlContext, shape, cached, 2));
        if (shape.HasStock)
        {
            IDataView stock = mlContext.Transforms.NormalizeMeanVariance("Features", "Pixels").Fit(view).Transform(view);
            ways.Add(nameof(ShapeResult.StockApply), rows, () => RowReader.Read<float>(stock, "Features"));
            ways.Add(nameof(ShapeResult.StockFit), rows, () => mlContext.Transforms.NormalizeMeanVariance("Features", "Pixels").Fit(view));
        }

        if (torch is not null && shape.HasPyTorch)
        {
            torch.Prepare(shape);
            ways.Add(nameof(ShapeResult.TorchEval), () => torch.Measure("eval"));
            ways.Add(nameof(ShapeResult.TorchTrain), () => torch.Measure("train"));
        }

        return ways;
    }

    private static IDataView View(ShapeCase shape, int rows) => shape.Bytes
        ? SourceRows.ByteView(rows, shape.Dimensions)
        : SourceRows.VectorView(rows, shape.Dimensions);

    /// <summary>The rows in ML.NET's cache, which is filled first, and which deals them out to several threads.</summary>
    private static IDataView Cached(MLContext mlContext, IDataView view)
    {
        IDataView cached = mlContext.Data.Cache(view);
        using DataViewRowCursor cursor = cached.GetRowCursor(cached.Schema);
        while (cursor.MoveNext())
        {
        }

        return cached;
    }

    private static BatchNormTransformer Fit(
        MLContext mlContext, ShapeCase shape, IDataView view, int threads, BatchNormStatistics statistics = BatchNormStatistics.Running) =>
        Estimator(mlContext, shape, threads, statistics: statistics).Fit(view);

    private static BatchNormEstimator Estimator(
        MLContext mlContext, ShapeCase shape, int threads, bool trackRunningStats = true, BatchNormStatistics statistics = BatchNormStatistics.Running) =>
        mlContext.Transforms.NormalizeBatch("Features", "Pixels", new BatchNormEstimator.Options
        {
            Layout = shape.Layout,
            Momentum = null,
            Statistics = statistics,
            TrackRunningStats = trackRunningStats,
            MaxDegreeOfParallelism = threads,
        });
}
