namespace SimpleCnn.Experiments;

/// <summary>How one network did with or without batch normalization, at all rates.</summary>
internal sealed class VariantSummary
{
    /// <summary>A rate is good if its accuracy is at most this far below that of the best.</summary>
    public const double GoodMargin = 0.03;

    private readonly IReadOnlyList<IGrouping<float, RunRow>> _byRate;

    private VariantSummary(IGrouping<(string Network, bool BatchNorm), RunRow> rows)
    {
        (Network, BatchNorm) = rows.Key;
        _byRate = [.. rows.GroupBy(row => row.Rate).OrderBy(ofRate => ofRate.Key)];
        Best = _byRate.MinBy(MeanFinalLoss)!;
    }

    public string Network { get; }

    public bool BatchNorm { get; }

    /// <summary>The rate with the lowest loss at the end. The test images have no part in the choice.</summary>
    public float BestRate => Best.First().Rate;

    /// <summary>Test accuracy at the best rate.</summary>
    public double BestAccuracy => MeanAccuracy(Best);

    /// <summary>The lowest and the highest test accuracy at the best rate.</summary>
    public (double Low, double High) AccuracyRange => (Best.Min(row => row.TestAccuracy), Best.Max(row => row.TestAccuracy));

    /// <summary>The median of the steps to the target at the rate where it is lowest; null if fewer than half of the runs got there at any rate.</summary>
    public int? StepsToTarget => _byRate.Min(MedianSteps);

    /// <summary>The largest rate at which every seed trains.</summary>
    public float? LargestRate => _byRate.LastOrDefault(ofRate => ofRate.All(row => row.Trains))?.Key;

    /// <summary>The rates at which every seed trains and whose accuracy is near that of the best.</summary>
    public IReadOnlyList<float> GoodRates =>
        [.. from ofRate in _byRate where ofRate.All(row => row.Trains) && MeanAccuracy(ofRate) >= BestAccuracy - GoodMargin select ofRate.Key];

    private IEnumerable<RunRow> Best { get; }

    public static IReadOnlyList<VariantSummary> Create(IEnumerable<RunRow> rows) =>
        [.. rows.GroupBy(row => (row.Network, row.BatchNorm)).Select(ofVariant => new VariantSummary(ofVariant))];

    private static double MeanAccuracy(IEnumerable<RunRow> rows) => rows.Average(row => row.TestAccuracy);

    private static double MeanFinalLoss(IEnumerable<RunRow> rows) =>
        rows.Average(row => double.IsNaN(row.FinalLoss) ? double.PositiveInfinity : row.FinalLoss);

    private static int? MedianSteps(IEnumerable<RunRow> rows) =>
        rows.OrderBy(row => row.StepsToTarget ?? int.MaxValue).ElementAt(rows.Count() / 2).StepsToTarget;
}
