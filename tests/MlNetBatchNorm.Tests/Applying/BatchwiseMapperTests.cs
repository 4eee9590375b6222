using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Applying;

/// <summary>trackRunningStats: false is no row-to-row mapper, and says so wherever ML.NET asks.</summary>
public sealed class BatchwiseMapperTests
{
    private readonly MLContext _ml = new();

    [Fact]
    public void IsRowToRowMapper_Untracked_IsFalse()
    {
        Assert.False(((ITransformer)Fit(trackRunningStats: false)).IsRowToRowMapper);
        Assert.True(((ITransformer)Fit(trackRunningStats: true)).IsRowToRowMapper);
    }

    /// <summary>ML.NET asks IsRowToRowMapper first, and the text is its own.</summary>
    [Fact]
    public void CreatePredictionEngine_Untracked_IsRefused()
    {
        ITransformer transformer = Fit(trackRunningStats: false);

        Assert.Equal("Must be a row to row mapper (Parameter 'transformer')",
            Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Model.CreatePredictionEngine<Source, Result>(transformer)).Message);
    }

    [Fact]
    public void CreatePredictionEngine_UntrackedInAChain_IsRefused()
    {
        IDataView view = View();
        TransformerChain<BatchNormTransformer> chain = _ml.Transforms.CopyColumns("Z", "X")
            .Append(_ml.Transforms.NormalizeBatch("Y", "Z", trackRunningStats: false))
            .Fit(view);

        Assert.False(((ITransformer)chain).IsRowToRowMapper);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Model.CreatePredictionEngine<Source, Result>(chain));
    }

    [Fact]
    public void CreatePredictionEngine_Tracked_Predicts()
    {
        using PredictionEngine<Source, Result> engine =
            _ml.Model.CreatePredictionEngine<Source, Result>(Fit(trackRunningStats: true));

        // One batch of 0, 2 and 4: mean 2, unbiased variance 4; momentum 1 keeps nothing of the initial values.
        Assert.Equal([1.5f], engine.Predict(new Source { X = [5] }).Y);
    }

    [Fact]
    public void GetOutputSchema_Untracked_IsTransformsSchema()
    {
        BatchNormTransformer transformer = Fit(trackRunningStats: false);
        DataViewSchema promised = transformer.GetOutputSchema(View().Schema);
        DataViewSchema delivered = transformer.Transform(View()).Schema;

        Assert.Equal(delivered.Select(column => (column.Name, column.Type)), promised.Select(column => (column.Name, column.Type)));
    }

    private IDataView View() => _ml.Data.LoadFromEnumerable(new Source[] { new() { X = [0] }, new() { X = [2] }, new() { X = [4] } });

    private BatchNormTransformer Fit(bool trackRunningStats) =>
        _ml.Transforms.NormalizeBatch("Y", "X", epsilon: 0, momentum: 1, trackRunningStats: trackRunningStats).Fit(View());

    private sealed class Source
    {
        [VectorType(1)]
        public float[] X { get; set; } = [];
    }

    private sealed class Result
    {
        [VectorType(1)]
        public float[] Y { get; set; } = [];
    }
}
