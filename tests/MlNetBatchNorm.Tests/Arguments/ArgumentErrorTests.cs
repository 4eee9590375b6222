using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Arguments;

/// <summary>Names of columns, known statistics and nulls, as they are given to the catalog and to what it makes.</summary>
public sealed class ArgumentErrorTests
{
    private readonly MLContext _ml = new();

    [Theory]
    [InlineData(null, "outputColumnName must be a column's name, but is null.")]
    [InlineData("", "outputColumnName must be a column's name, but is ''.")]
    [InlineData("  ", "outputColumnName must be a column's name, but is '  '.")]
    public void Catalog_WithoutOutputName_SaysSo(string? name, string expected)
    {
        ErrorText.IsOfParameter("outputColumnName", expected, () => _ml.Transforms.NormalizeBatch(name!));
        ErrorText.IsOfParameter("outputColumnName", expected, () => _ml.Transforms.NormalizeBatch(name!, "X", new BatchNormEstimator.Options()));
        ErrorText.IsOfParameter("outputColumnName", expected, () => _ml.Transforms.NormalizeBatch(name!, "X", new BatchNormParameters([0], [1])));
        ErrorText.IsOfParameter("outputColumnName", expected, () => _ml.Transforms.NormalizeChannels(name!, "X", [0], [1]));
        ErrorText.IsOfParameter("outputColumnName", expected, () => _ml.Transforms.NormalizeChannels(name!, "X", ImageNormalization.ImageNet));
    }

    [Theory]
    [InlineData("", "InputColumnName must be a column's name, but is ''.")]
    [InlineData(" ", "InputColumnName must be a column's name, but is ' '.")]
    public void Catalog_WithEmptyInputName_SaysSo(string name, string expected)
    {
        ErrorText.IsOfParameter("InputColumnName", expected, () => _ml.Transforms.NormalizeBatch("Y", name));
        ErrorText.IsOfParameter("InputColumnName", expected, () => _ml.Transforms.NormalizeChannels("Y", name, [0], [1]));
    }

    [Fact]
    public void NormalizeBatch_OfNoPair_SaysSo() => ErrorText.IsOfParameter(
        "columns", "columns must hold at least one pair of column names, but is empty.",
        () => _ml.Transforms.NormalizeBatch(Array.Empty<InputOutputColumnPair>()));

    [Fact]
    public void NormalizeBatch_OfNullPair_SaysSo() => ErrorText.IsOfParameter(
        "columns", "columns must hold pairs of column names, but columns[1] is null.", () => _ml.Transforms.NormalizeBatch([new("Y", "X"), null!]));

    [Fact]
    public void NormalizeBatch_OfOneOutputTwice_NamesIt() => ErrorText.IsOfParameter(
        "columns", "Output column 'Y' is given twice. Give each output its own name.",
        () => _ml.Transforms.NormalizeBatch([new("Y", "X"), new("Z", "X"), new("Y", "W")]));

    [Fact]
    public void NormalizeChannels_WithOtherManyDeviationsThanMeans_SaysHowMany() => ErrorText.IsOfParameter(
        "standardDeviation",
        "mean and standardDeviation must hold one value per channel each, but mean holds 3 and standardDeviation 2.",
        () => _ml.Transforms.NormalizeChannels("Y", "X", [1, 2, 3], [1, 2]));

    [Theory]
    [InlineData(0f, "standardDeviation[1] must be finite and more than 0, but is 0.")]
    [InlineData(-0.5f, "standardDeviation[1] must be finite and more than 0, but is -0.5.")]
    [InlineData(float.NaN, "standardDeviation[1] must be finite and more than 0, but is NaN.")]
    [InlineData(1e30f, "standardDeviation[1] must have a square that a float holds, but is 1E+30.")]
    [InlineData(1e-30f, "standardDeviation[1] must have a square that a float holds, but is 1E-30.")]
    public void NormalizeChannels_WithImpossibleDeviation_NamesIt(float deviation, string expected) => ErrorText.IsOfParameter(
        "standardDeviation", expected, () => _ml.Transforms.NormalizeChannels("Y", "X", [1, 2], [1, deviation]));

    [Fact]
    public void NormalizeChannels_WithMeanThatIsNaN_NamesIt() => ErrorText.IsOfParameter(
        "mean", "mean[0] must be finite, but is NaN.", () => _ml.Transforms.NormalizeChannels("Y", "X", [float.NaN], [1]));

    [Fact]
    public void GetParameters_OfOtherName_ListsTheColumns()
    {
        MemoryViewOf(out BatchNormTransformer transformer);
        ErrorText.IsOfParameter("outputColumnName", "No output column is named 'X'. The output columns are: Y, Z.", () => transformer.GetParameters("X"));
    }

    [Fact]
    public void NormalizeBatch_ByParametersWithoutStatistics_SaysWhereToTakeThem()
    {
        IDataView view = MemoryViewOf(out _);
        BatchNormParameters parameters = _ml.Transforms.NormalizeBatch("Y", "X", trackRunningStats: false).Fit(view).Parameters[0];
        ErrorText.IsOfParameter("parameters",
            "parameters cannot be normalized by: running statistics are not tracked (trackRunningStats: false). Fit with trackRunningStats: true, or give the statistics.",
            () => _ml.Transforms.NormalizeBatch("Y", "X", parameters));
    }

    [Fact]
    public void AnyMethod_GivenNull_ThrowsArgumentNull()
    {
        IDataView view = MemoryViewOf(out BatchNormTransformer transformer);
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X");
        TransformsCatalog none = null!;

        Assert.Throws<ArgumentNullException>("catalog", () => none.NormalizeBatch("Y"));
        Assert.Throws<ArgumentNullException>("catalog", () => none.NormalizeBatch("Y", "X", new BatchNormEstimator.Options()));
        Assert.Throws<ArgumentNullException>("catalog", () => none.NormalizeBatch([new("Y", "X")]));
        Assert.Throws<ArgumentNullException>("catalog", () => none.NormalizeBatch("Y", "X", new BatchNormParameters([0], [1])));
        Assert.Throws<ArgumentNullException>("catalog", () => none.NormalizeChannels("Y", "X", [0], [1]));
        Assert.Throws<ArgumentNullException>("catalog", () => none.NormalizeChannels("Y", "X", ImageNormalization.ImageNet));
        Assert.Throws<ArgumentNullException>("options", () => _ml.Transforms.NormalizeBatch("Y", "X", (BatchNormEstimator.Options)null!));
        Assert.Throws<ArgumentNullException>("parameters", () => _ml.Transforms.NormalizeBatch("Y", "X", (BatchNormParameters)null!));
        Assert.Throws<ArgumentNullException>("columns", () => _ml.Transforms.NormalizeBatch((InputOutputColumnPair[])null!));
        Assert.Throws<ArgumentNullException>("mean", () => _ml.Transforms.NormalizeChannels("Y", "X", null!, [1]));
        Assert.Throws<ArgumentNullException>("standardDeviation", () => _ml.Transforms.NormalizeChannels("Y", "X", [1], null!));
        Assert.Throws<ArgumentNullException>("normalization", () => _ml.Transforms.NormalizeChannels("Y", "X", null!));
        Assert.Throws<ArgumentNullException>("runningMean", () => new BatchNormParameters(null!, [1]));
        Assert.Throws<ArgumentNullException>("runningVariance", () => new BatchNormParameters([1], null!));
        Assert.Throws<ArgumentNullException>("input", () => estimator.Fit(null!));
        Assert.Throws<ArgumentNullException>("input", () => estimator.Fit(null!, transformer));
        Assert.Throws<ArgumentNullException>("previous", () => estimator.Fit(view, null!));
        Assert.Throws<ArgumentNullException>("inputSchema", () => estimator.GetOutputSchema(null!));
        Assert.Throws<ArgumentNullException>("input", () => transformer.Transform(null!));
        Assert.Throws<ArgumentNullException>("inputSchema", () => transformer.GetOutputSchema(null!));
        Assert.Throws<ArgumentNullException>("inputSchema", () => ((ITransformer)transformer).GetRowToRowMapper(null!));
        Assert.Throws<ArgumentNullException>("outputColumnName", () => transformer.GetParameters(null!));
    }

    private IDataView MemoryViewOf(out BatchNormTransformer transformer)
    {
        IDataView view = ColumnValues.View<float>(_ml, [[1, 2], [3, 4]], 2);
        transformer = _ml.Transforms.NormalizeBatch([new("Y", "X"), new("Z", "X")]).Fit(view);
        return view;
    }
}
