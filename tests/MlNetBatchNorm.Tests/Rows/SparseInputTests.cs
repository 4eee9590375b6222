using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Rows;

/// <summary>A sparse row means the same as its dense self.</summary>
public sealed class SparseInputTests
{
    private readonly MLContext _ml = new();

    public static TheoryData<bool, BatchNormStatistics, int[]> Columns() => new(
        from way in ((bool, BatchNormStatistics)[])[(true, BatchNormStatistics.Running), (true, BatchNormStatistics.Exact), (false, BatchNormStatistics.Running)]
        from dimensions in (int[][])[[3, 4], [12]]
        select new TheoryDataRow<bool, BatchNormStatistics, int[]>(way.Item1, way.Item2, dimensions));

    [Theory]
    [MemberData(nameof(Columns))]
    public void Rows_OfSparseVectors_EqualTheirDenseSelves(bool trackRunningStats, BatchNormStatistics statistics, int[] dimensions)
    {
        VBuffer<float>[] rows = SparseRows.Create(11, 12);
        Assert.Contains(rows, row => !row.IsDense);
        MemoryView sparse = new(MemoryColumn.Vectors("X", rows, dimensions));
        MemoryView dense = new(MemoryColumn.Vectors("X", (float[][])[.. rows.Select(row => row.DenseValues().ToArray())], dimensions));

        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X",
            new BatchNormEstimator.Options { TrackRunningStats = trackRunningStats, Statistics = statistics, BatchSize = 4 });
        BatchNormTransformer onDense = estimator.Fit(dense);
        BatchNormTransformer onSparse = estimator.Fit(sparse);

        Assert.Equal(SavedModel.Of(_ml, onDense, dense.Schema).Contents(), SavedModel.Of(_ml, onSparse, sparse.Schema).Contents());
        Assert.Equal(ColumnValues.Read(onDense.Transform(dense), "Y"), ColumnValues.Read(onDense.Transform(sparse), "Y"));
        MemoryView copies = new(MemoryColumn.Copies("X", rows, dimensions));
        Assert.Equal(ColumnValues.Read(onDense.Transform(dense), "Y"), ColumnValues.Read(onDense.Transform(copies), "Y"));
        Assert.Equal(SavedModel.Of(_ml, onDense, dense.Schema).Contents(), SavedModel.Of(_ml, estimator.Fit(copies), dense.Schema).Contents());
    }

    /// <summary>One-hot vectors of text, which ML.NET makes sparse: a mean is how often a word stands there.</summary>
    [Fact]
    public void Fit_OnOneHotVectors_LearnsHowOftenEachIsSet()
    {
        MemoryView view = new(MemoryColumn.Text("Word", "a", "b", "a", "c", "a", "b", "a", "a"));
        IDataView hot = _ml.Transforms.Categorical.OneHotEncoding("Hot", "Word").Fit(view).Transform(view);
        AssertSparse(hot, "Hot");

        BatchNormParameters parameters = _ml.Transforms
            .NormalizeBatch("Y", "Hot", new BatchNormEstimator.Options { Statistics = BatchNormStatistics.Exact }).Fit(hot).Parameters[0];

        Assert.Equal([0.625f, 0.25f, 0.125f], parameters.RunningMean);
    }

    private static void AssertSparse(IDataView view, string column)
    {
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema[column]]);
        Assert.True(cursor.MoveNext());
        VBuffer<float> value = default;
        cursor.GetGetter<VBuffer<float>>(view.Schema[column])(ref value);
        Assert.False(value.IsDense);
    }
}
