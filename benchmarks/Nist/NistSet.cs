using Microsoft.ML;

namespace MlNetBatchNorm.Benchmarks.Nist;

/// <summary>One of NIST's data sets, as the tests' generate_nist.py writes them: with the certified statistics, and the exact ones of the values as doubles.</summary>
internal sealed record NistSet(string Name, string Mean, string Deviation, double[] Values, double ExactMean, double ExactVariance)
{
    /// <summary>The values as a column of one number.</summary>
    public IDataView View(MLContext mlContext) => mlContext.Data.LoadFromEnumerable(Values.Select(value => new Row { X = value }).ToArray());

    private sealed class Row
    {
        public double X { get; set; }
    }
}
