namespace MlNetBatchNorm.Benchmarks.Shapes;

/// <summary>Median nanoseconds per row of every way that was measured on one shape.</summary>
internal sealed class ShapeResult(ShapeCase shape, IReadOnlyDictionary<string, double> times)
{
    public ShapeCase Shape => shape;

    public double Copy => times[nameof(Copy)];

    public double Apply => times[nameof(Apply)];

    public double Fit => times[nameof(Fit)];

    public double FitExact => times[nameof(FitExact)];

    public double Batchwise => times[nameof(Batchwise)];

    public double FitCached => times[nameof(FitCached)];

    public double FitTwoThreads => times[nameof(FitTwoThreads)];

    public double? StockApply => Find(nameof(StockApply));

    public double? StockFit => Find(nameof(StockFit));

    public double? TorchEval => Find(nameof(TorchEval));

    public double? TorchTrain => Find(nameof(TorchTrain));

    /// <summary>What a pass takes beyond reading its rows.</summary>
    public double Added(double time) => time - Copy;

    private double? Find(string name) => times.TryGetValue(name, out double time) ? time : null;
}
