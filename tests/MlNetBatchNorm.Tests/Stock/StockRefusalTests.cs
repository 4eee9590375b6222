using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Stock;

/// <summary>What has no stock equivalent, and what is said of it.</summary>
public sealed class StockRefusalTests
{
    private static readonly float[][] Rows = [[1, 10], [3, 30], [8, 80]];

    private readonly MLContext _ml = new();

    [Theory]
    [InlineData(0, 0f, "0")]
    [InlineData(0, -0.5f, "-0.5")]
    [InlineData(1, 0f, "0")]
    [InlineData(1, -0.5f, "-0.5")]
    public void CreateStockEquivalent_OfAWeightThatIsNotPositive_Throws(int channel, float weight, string shown) => AssertRefused(
        $"Column 'Y' has no stock equivalent: the weight of channel {channel} is {shown}, and NormalizeMinMax has positive scales only. Save this " +
        "transformer itself.",
        Known(new BatchNormParameters([0, 0], [1, 1], channel == 0 ? [weight, 1] : [1, weight], [0, 0])));

    [Fact]
    public void CreateStockEquivalent_OfBytes_Throws() => AssertRefused(
        "Column 'Y' has no stock equivalent: it is made of bytes, and NormalizeMinMax takes vectors of Single or Double. Put " +
        "Conversion.ConvertType before, and fit on that.",
        _ml.Transforms.NormalizeBatch("Y", ColumnValues.Input).Fit(ColumnValues.View<byte>(_ml, [[1, 2], [3, 4]], 2)));

    [Fact]
    public void CreateStockEquivalent_OfImages_Throws() => AssertRefused(
        "Column 'Y' has no stock equivalent: it is made of images, and NormalizeMinMax takes vectors of Single or Double. Put ExtractPixels " +
        "before, and fit on that.",
        _ml.Transforms.NormalizeChannels("Y", "Image", ImageNormalization.ImageNet).Fit(_ml.Data.LoadFromEnumerable<ImageRow>([])));

    [Fact]
    public void CreateStockEquivalent_WithoutStatistics_Throws() => AssertRefused(
        "Column 'Y' has no stock equivalent: running statistics are not tracked (trackRunningStats: false). Fit with " +
        "trackRunningStats: true.",
        _ml.Transforms.NormalizeBatch("Y", ColumnValues.Input, trackRunningStats: false).Fit(ColumnValues.View(_ml, Rows, 2)));

    [Fact]
    public void CreateStockEquivalent_OfStatisticsThatAreNotFinite_Throws()
    {
        BatchNormTransformer transformer = _ml.Transforms
            .NormalizeBatch("Y", ColumnValues.Input, new BatchNormEstimator.Options { NonFinite = NonFiniteHandling.Propagate })
            .Fit(ColumnValues.View(_ml, [[1f, float.NaN], [2f, 3f]], 2));
        AssertRefused(
            "Column 'Y' cannot be saved: RunningMean must be finite, but channel 1 has NaN. Fit again with NonFinite set to Throw or SkipRow.", transformer);
    }

    [Theory]
    [InlineData(10_000, 1.17f, "10000 to 0 and 10001.4625 to 1")]
    [InlineData(-200, 0.01f, "-200 to 0 and -199.9875 to 1")]
    [InlineData(1e8f, 1, "100000000 to 0 and 100000001 to 1")]
    [InlineData(0, 3e38f, "0 to 0 and 3.75000024e+38 to 1")]
    public void CreateStockEquivalent_WhereAFloatCannotHoldTheMap_Throws(float mean, float deviation, string shown)
    {
        // A deviation of 3e38 has no variance that a float holds, so the weight carries it.
        var parameters = new BatchNormParameters([mean, 0], [1.5625f, 1], [1 / deviation, 1], [0, 0], epsilon: 0);
        AssertRefused(
            $"Column 'Y' has no stock equivalent: channel 0 maps {shown}, which a Single cannot keep apart well enough: outputs would be off by more " +
            "than 1E-05. Put Conversion.ConvertType to Double before, and fit on that, or save this transformer itself.", Known(parameters));
    }

    [Fact]
    public void CreateStockEquivalent_OfColumnsThatTradeNames_Throws()
    {
        IDataView data = _ml.Transforms.CopyColumns("Z", "X").Fit(ColumnValues.View(_ml, Rows, 2)).Transform(ColumnValues.View(_ml, Rows, 2));
        AssertRefused(
            "Output column 'Z' is written over an input column that another column, written over the input of this one, is made from. " +
            "Normalizers in a chain cannot trade columns like that. Give the output columns names of their own.",
            _ml.Transforms.NormalizeBatch([new("Z", "X"), new("X", "Z")]).Fit(data));
    }

    private BatchNormTransformer Known(BatchNormParameters parameters) =>
        _ml.Transforms.NormalizeBatch("Y", ColumnValues.Input, parameters).Fit(ColumnValues.View(_ml, Rows, 2));

    private void AssertRefused(string message, BatchNormTransformer transformer) =>
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => transformer.CreateStockEquivalent(_ml)).Message);

    private sealed class ImageRow
    {
        [Microsoft.ML.Transforms.Image.ImageType(4, 5)]
        public MLImage? Image { get; set; }
    }
}
