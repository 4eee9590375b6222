using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Transforms;

namespace MlNetBatchNorm.Tests;

/// <summary>What can be read from parameters, and how they compare and travel.</summary>
public sealed class ParametersValueTests
{
    private readonly BatchNormParameters _parameters = new([1, -2], [4, 0.25f], [3, -1], [0.5f, 2], 1e-3f, 0.3f, 7, ChannelLayout.ChannelsLast);

    [Fact]
    public void StandardDeviation_IsTheRootOfTheVariance() => Assert.Equal([2, 0.5f], _parameters.StandardDeviation);

    [Fact]
    public void ScaleAndOffset_AreThoseOfMlNetsNormalizers()
    {
        var ml = new MLContext();
        IDataView view = ColumnValues.View(ml, RandomRows.Singles(100, 3), 3);
        var stock = ml.Transforms.NormalizeMeanVariance("Y", "X", fixZero: false).Fit(view);
        var expected = (NormalizingTransformer.AffineNormalizerModelParameters<System.Collections.Immutable.ImmutableArray<float>>)stock.GetNormalizerModelParameters(0);
        BatchNormParameters actual = ml.Transforms.NormalizeBatch("Y", "X", epsilon: 0, statistics: BatchNormStatistics.Exact).Fit(view).Parameters[0];

        // ML.NET divides by n, not by n - 1.
        for (int c = 0; c < 3; c++)
        {
            Assert.Equal(expected.Offset[c], actual.Offset[c], 1e-5f);
            Assert.Equal(expected.Scale[c], actual.Scale[c] * MathF.Sqrt(100f / 99), 1e-5f);
        }
    }

    [Fact]
    public void ScaleAndOffset_OfWeightAndBias_MapAsTheTransformerDoes()
    {
        var ml = new MLContext();
        IDataView view = ColumnValues.View(ml, [[3f, 5f]], 2);
        float[] expected = ColumnValues.Read(ml.Transforms.NormalizeBatch("Y", "X", _parameters).Fit(view).Transform(view), "Y")[0];

        Assert.Equal(expected[0], (3 - _parameters.Offset[0]) * _parameters.Scale[0], 1e-5f);
        Assert.Equal(expected[1], (5 - _parameters.Offset[1]) * _parameters.Scale[1], 1e-4f);
    }

    [Fact]
    public void Equals_OfTheSameValues_IsTrueAndOfAnyOther_False()
    {
        BatchNormParameters same = new([1, -2], [4, 0.25f], [3, -1], [0.5f, 2], 1e-3f, 0.3f, 7, ChannelLayout.ChannelsLast);
        Assert.Equal(_parameters, same);
        Assert.True(_parameters == same);
        Assert.Equal(_parameters.GetHashCode(), same.GetHashCode());
        BatchNormParameters[] others =
        [
            new([1, -3], [4, 0.25f], [3, -1], [0.5f, 2], 1e-3f, 0.3f, 7, ChannelLayout.ChannelsLast),
            new([1, -2], [4, 0.5f], [3, -1], [0.5f, 2], 1e-3f, 0.3f, 7, ChannelLayout.ChannelsLast),
            new([1, -2], [4, 0.25f], [3, -2], [0.5f, 2], 1e-3f, 0.3f, 7, ChannelLayout.ChannelsLast),
            new([1, -2], [4, 0.25f], [3, -1], [0.5f, 3], 1e-3f, 0.3f, 7, ChannelLayout.ChannelsLast),
            new([1, -2], [4, 0.25f], null, null, 1e-3f, 0.3f, 7, ChannelLayout.ChannelsLast),
            new([1, -2], [4, 0.25f], [3, -1], [0.5f, 2], 1e-5f, 0.3f, 7, ChannelLayout.ChannelsLast),
            new([1, -2], [4, 0.25f], [3, -1], [0.5f, 2], 1e-3f, null, 7, ChannelLayout.ChannelsLast),
            new([1, -2], [4, 0.25f], [3, -1], [0.5f, 2], 1e-3f, 0.3f, 8, ChannelLayout.ChannelsLast),
            new([1, -2], [4, 0.25f], [3, -1], [0.5f, 2], 1e-3f, 0.3f, 7, ChannelLayout.ChannelsFirst),
        ];
        Assert.All(others, other => Assert.True(_parameters != other));
        Assert.False(_parameters.Equals(null));
    }

    [Fact]
    public void Json_GivesEqualParametersBack()
    {
        Assert.Equal(_parameters, BatchNormParameters.FromJson(_parameters.ToJson()));
        Assert.Equal(_parameters, JsonSerializer.Deserialize<BatchNormParameters>(JsonSerializer.Serialize(_parameters)));
        Assert.Equal(
            """{"numFeatures":2,"layout":"ChannelsLast","epsilon":0.001,"momentum":0.3,"numBatchesTracked":7,"rowCount":null,"runningMean":[1,-2],"runningVariance":[4,0.25],"weight":[3,-1],"bias":[0.5,2]}""",
            _parameters.ToJson());
        BatchNormParameters exact = Exact();
        Assert.Equal(10, exact.RowCount);
        Assert.Equal(exact, BatchNormParameters.FromJson(exact.ToJson()));
        BatchNormParameters plain = new([1], [2], momentum: null);
        Assert.Equal(plain, BatchNormParameters.FromJson(plain.ToJson()));
    }

    [Fact]
    public void RowCount_OfALoadedModel_IsThatOfTheFit()
    {
        var ml = new MLContext();
        IDataView view = ColumnValues.View(ml, RandomRows.Singles(10, 3), 3);
        BatchNormTransformer transformer = ml.Transforms.NormalizeBatch("Y", "X", statistics: BatchNormStatistics.Exact).Fit(view);

        Assert.Equal(10, Models.Reload(ml, transformer).Parameters[0].RowCount);
        Assert.Equal(20, ml.Transforms.NormalizeBatch("Y", "X", statistics: BatchNormStatistics.Exact).Fit(view, transformer).Parameters[0].RowCount);
        Assert.Null(ml.Transforms.NormalizeBatch("Y", "X").Fit(view).Parameters[0].RowCount);
    }

    private static BatchNormParameters Exact()
    {
        var ml = new MLContext();
        return ml.Transforms.NormalizeBatch("Y", "X", statistics: BatchNormStatistics.Exact).Fit(ColumnValues.View(ml, RandomRows.Singles(10, 3), 3)).Parameters[0];
    }

    [Theory]
    [InlineData("""{"numFeatures":2,"layout":"Auto","epsilon":0.1,"momentum":null,"numBatchesTracked":0,"rowCount":null,"runningMean":[],"runningVariance":[1,1],"weight":null,"bias":null}""",
        "RunningMean must be given where RunningVariance is given, but is empty.")]
    [InlineData("""{"numFeatures":2,"layout":"Auto","epsilon":0.1,"momentum":null,"numBatchesTracked":0,"rowCount":null,"runningMean":[],"runningVariance":[1,1,1],"weight":[1,2],"bias":[1,2]}""",
        "RunningMean must be given where RunningVariance is given, but is empty.")]
    [InlineData("null", "The JSON is null, but must be an object.")]
    [InlineData("{}", "missing required")]
    [InlineData("[1]", "could not be converted")]
    [InlineData("""{"numFeatures":2,"layout":"Auto","epsilon":0.1,"momentum":null,"numBatchesTracked":0,"rowCount":null,"runningMean":[1],"runningVariance":[1],"weight":null,"bias":null}""",
        "RunningMean must hold 2 values")]
    [InlineData("""{"numFeatures":1,"layout":"Auto","epsilon":0.1,"momentum":null,"numBatchesTracked":0,"rowCount":null,"runningMean":[1],"runningVariance":[-1],"weight":null,"bias":null}""",
        "RunningVariance must be 0 or more, but channel 0 has -1.")]
    [InlineData("""{"numFeatures":1,"layout":"Auto","epsilon":0.1,"momentum":null,"numBatchesTracked":0,"rowCount":null,"runningMean":null,"runningVariance":[1],"weight":null,"bias":null}""",
        "runningMean")]
    public void FromJson_OfSomethingElse_SaysWhatIsWrong(string json, string because) =>
        Assert.Contains(because, Assert.Throws<JsonException>(() => BatchNormParameters.FromJson(json)).Message, StringComparison.OrdinalIgnoreCase);
}
