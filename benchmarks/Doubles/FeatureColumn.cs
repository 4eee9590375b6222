using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Benchmarks.Source;

namespace MlNetBatchNorm.Benchmarks.Doubles;

/// <summary>A column of features, over a source that hands out rows by one copy each, and passes over it.</summary>
internal sealed class FeatureColumn<T>(int width, Func<double, T> convert) where T : unmanaged
{
    private const double MissingShare = 0.05;

    /// <summary>So many that no channel is missing in all of them.</summary>
    private const int DistinctRows = 64;

    private readonly MLContext _ml = new(1);

    /// <summary>What any build of the library has.</summary>
    public IEnumerable<(string Name, Action Pass)> Common()
    {
        RepeatedRowView view = View(Rows());
        yield return (DoublesResult.Copy, () => RowReader.Read<T>(view, "X"));
        foreach (BatchNormStatistics statistics in Enum.GetValues<BatchNormStatistics>())
            yield return Fit(DoublesResult.Fit(statistics), view, Estimator(statistics, NonFiniteHandling.Throw));
        yield return Apply(DoublesResult.Apply, view, Estimator(BatchNormStatistics.Exact, NonFiniteHandling.Throw));
    }

    /// <summary>The stock normalizer, and values that are missing.</summary>
    public IEnumerable<(string Name, Action Pass)> Others()
    {
        T[][] rows = Rows();
        RepeatedRowView view = View(rows);
        RepeatedRowView missing = View(WithMissing(rows));
        foreach (BatchNormStatistics statistics in Enum.GetValues<BatchNormStatistics>())
        {
            BatchNormEstimator estimator = Estimator(statistics, NonFiniteHandling.IgnoreValue);
            yield return Fit(DoublesResult.Fit(statistics) + DoublesResult.Ignoring, view, estimator);
            yield return Fit(DoublesResult.Fit(statistics) + DoublesResult.Missing, missing, estimator);
        }

        IEstimator<ITransformer> stock = _ml.Transforms.NormalizeMeanVariance("Y", "X", fixZero: false);
        yield return Fit(DoublesResult.StockFit, view, stock);
        yield return Apply(DoublesResult.StockApply, view, stock);
    }

    private BatchNormEstimator Estimator(BatchNormStatistics statistics, NonFiniteHandling nonFinite) => _ml.Transforms.NormalizeBatch("Y", "X",
        new BatchNormEstimator.Options { Statistics = statistics, NonFinite = nonFinite, MaxDegreeOfParallelism = 1 });

    private static (string Name, Action Pass) Fit(string name, IDataView view, IEstimator<ITransformer> estimator) => (name, () => estimator.Fit(view));

    private static (string Name, Action Pass) Apply(string name, IDataView view, IEstimator<ITransformer> estimator)
    {
        IDataView normalized = estimator.Fit(view).Transform(view);
        return (name, () => RowReader.Read<T>(normalized, "Y"));
    }

    private RepeatedRowView View(T[][] values) => RepeatedRowView.OfVectors(
        "X", new VectorDataViewType((PrimitiveDataViewType)(typeof(T) == typeof(double) ? NumberDataViewType.Double : NumberDataViewType.Single), width), values,
        DoublesCase.RowsOf(width));

    private T[][] Rows()
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, DistinctRows).Select(_ => Enumerable.Range(0, width).Select(_ => convert(1000 + random.NextDouble())).ToArray())];
    }

    private T[][] WithMissing(T[][] rows)
    {
        var random = new Random(2);
        return [.. rows.Select(row => Array.ConvertAll(row, value => random.NextDouble() < MissingShare ? convert(double.NaN) : value))];
    }
}
