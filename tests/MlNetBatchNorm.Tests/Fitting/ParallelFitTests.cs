using Microsoft.ML;
using MlNetBatchNorm.Tests.Reading;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>Fits on any number of threads learn the same bits, from every source that ML.NET reads on several cursors.</summary>
public sealed class ParallelFitTests : IClassFixture<ParallelSources>
{
    private const int Repeats = 20;

    private readonly MLContext _ml = new();
    private readonly ParallelSources _sources;

    public ParallelFitTests(ParallelSources sources) => _sources = sources;

    public static TheoryData<string, string> Cases() => new(
        from source in ParallelSources.Names
        from mode in (string[])["Running", "Exact", "SkipRow"]
        select new TheoryDataRow<string, string>(source, mode));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fit_OnManyThreads_LearnsTheSameBits(string source, string mode)
    {
        IDataView view = _sources.View(_ml, source, badRows: mode == "SkipRow");
        string expected = Bits.Of(Estimator(mode, threads: 1).Fit(view));

        Assert.DoesNotContain(Estimator(mode, threads: 1).Fit(view).Parameters[0].RunningMean, float.IsNaN);
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            foreach (int threads in (int[])[2, 3, 5, 8])
                Assert.Equal(expected, Bits.Of(Estimator(mode, threads).Fit(view)));
        }

        Assert.Equal(expected, Bits.Of(Estimator(mode, threads: -1).Fit(view)));
        Assert.Equal(expected, Bits.Of(Estimator(mode, threads: null).Fit(view)));
    }

    /// <summary>A source that gives one cursor would make the other test say nothing.</summary>
    [Theory]
    [MemberData(nameof(Sources))]
    public void Source_AskedForThreeCursors_GivesThree(string source)
    {
        IDataView view = _sources.View(_ml, source, badRows: false);
        DataViewRowCursor[] cursors = view.GetRowCursorSet([view.Schema["X"]], 3);

        Assert.Equal(3, cursors.Length);
        Array.ForEach(cursors, cursor => cursor.Dispose());
    }

    public static TheoryData<string> Sources() => [.. ParallelSources.Names];

    private BatchNormEstimator Estimator(string mode, int? threads) => _ml.Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options
    {
        BatchSize = 7,
        Statistics = mode == "Exact" ? BatchNormStatistics.Exact : BatchNormStatistics.Running,
        NonFinite = mode == "SkipRow" ? NonFiniteHandling.SkipRow : NonFiniteHandling.Propagate,
        MaxDegreeOfParallelism = threads,
    });
}
