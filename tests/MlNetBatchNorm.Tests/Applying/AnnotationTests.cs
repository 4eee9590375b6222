using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Applying;

/// <summary>What was learned stands on the output column, for whoever reads the schema.</summary>
public sealed class AnnotationTests
{
    private readonly MLContext _ml = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Transform_OfTrackedColumn_AnnotatesWhatWasLearned(bool reloaded)
    {
        IDataView view = ColumnValues.View(_ml, RandomRows.Singles(10, 3), 3);
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options
        {
            Weight = [1, 2, 3],
            Bias = [4, 5, 6],
        }).Fit(view);
        DataViewSchema.Annotations annotations =
            (reloaded ? Models.Reload(_ml, transformer, view.Schema) : transformer).Transform(view).Schema["Y"].Annotations;

        Assert.Equal(["IsNormalized", "RunningMean", "RunningVariance", "Weight", "Bias"], annotations.Schema.Select(column => column.Name));
        Assert.Equal(transformer.Parameters[0].RunningMean, Values(annotations, "RunningMean"));
        Assert.Equal(transformer.Parameters[0].RunningVariance, Values(annotations, "RunningVariance"));
        Assert.Equal([1, 2, 3], Values(annotations, "Weight"));
        Assert.Equal([4, 5, 6], Values(annotations, "Bias"));
        bool isNormalized = false;
        annotations.GetValue("IsNormalized", ref isNormalized);
        Assert.True(isNormalized);
    }

    [Theory]
    [InlineData(true, false, "IsNormalized RunningMean RunningVariance")]
    [InlineData(false, true, "IsNormalized Weight Bias")]
    [InlineData(false, false, "IsNormalized")]
    public void Transform_WithoutStatisticsOrWeights_AnnotatesNone(bool tracked, bool affine, string kinds)
    {
        IDataView view = ColumnValues.View(_ml, RandomRows.Singles(10, 3), 3);
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", affine: affine, trackRunningStats: tracked);
        IDataView transformed = estimator.Fit(view).Transform(view);
        SchemaShape.Column promised = estimator.GetOutputSchema(SchemaShapes.Of(view.Schema)).Single(column => column.Name == "Y");

        Assert.Equal(kinds, string.Join(' ', transformed.Schema["Y"].Annotations.Schema.Select(column => column.Name)));
        Assert.Equal(kinds, string.Join(' ', promised.Annotations.Select(column => column.Name)));
    }

    [Fact]
    public void Transform_OfNamedSlots_KeepsTheirNames()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 4).Select(i => new TableRow { A = i, B = i * i }).ToArray());
        IDataView named = _ml.Transforms.Concatenate("X", "A", "B").Fit(view).Transform(view);
        IDataView transformed = _ml.Transforms.NormalizeBatch("Y", "X").Fit(named).Transform(named);

        VBuffer<ReadOnlyMemory<char>> names = default;
        transformed.Schema["Y"].GetSlotNames(ref names);
        Assert.Equal(["A", "B"], names.DenseValues().Select(name => name.ToString()));
    }

    private static ImmutableArray<float> Values(DataViewSchema.Annotations annotations, string kind)
    {
        VBuffer<float> value = default;
        annotations.GetValue(kind, ref value);
        return [.. value.DenseValues()];
    }

    private sealed class TableRow
    {
        public float A { get; set; }

        public float B { get; set; }
    }
}
