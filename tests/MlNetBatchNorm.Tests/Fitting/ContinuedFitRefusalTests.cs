using Microsoft.ML;
using MlNetBatchNorm.Tests.Images;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>A fit goes on with the same columns and options only; each text names what differs, and both values.</summary>
public sealed class ContinuedFitRefusalTests
{
    private const string Advice = "Go on with the columns and options of the first fit, or fit anew without a previous transformer. (Parameter 'previous')";

    private readonly MLContext _ml = new();

    public static TheoryData<string, string> Options() => new()
    {
        { nameof(BatchNormEstimator.Options.TrackRunningStats), "True before, False now" },
        { nameof(BatchNormEstimator.Options.Statistics), "Running before, Exact now" },
        { nameof(BatchNormEstimator.Options.Momentum), "0.1 before, null now" },
        { nameof(BatchNormEstimator.Options.Epsilon), "1E-05 before, 0.5 now" },
        { nameof(BatchNormEstimator.Options.BatchSize), "4 before, 5 now" },
        { nameof(BatchNormEstimator.Options.Affine), "True before, False now" },
        { nameof(BatchNormEstimator.Options.Weight), "1, 1, 1 before, 1, 2.5, 1 now" },
        { nameof(BatchNormEstimator.Options.Bias), "0, 0, 0 before, 0, 0, -1 now" },
    };

    [Theory]
    [MemberData(nameof(Options))]
    public void Fit_WithAnotherOption_NamesIt(string option, string values)
    {
        IDataView view = Columns.View(_ml, RandomRows.Singles(8, 3), 3);
        var options = new BatchNormEstimator.Options
        {
            TrackRunningStats = option != nameof(BatchNormEstimator.Options.TrackRunningStats),
            Statistics = option == nameof(BatchNormEstimator.Options.Statistics) ? BatchNormStatistics.Exact : BatchNormStatistics.Running,
            Momentum = option == nameof(BatchNormEstimator.Options.Momentum) ? null : 0.1f,
            Epsilon = option == nameof(BatchNormEstimator.Options.Epsilon) ? 0.5f : 1e-5f,
            BatchSize = option == nameof(BatchNormEstimator.Options.BatchSize) ? 5 : 4,
            Affine = option != nameof(BatchNormEstimator.Options.Affine),
            Weight = option == nameof(BatchNormEstimator.Options.Weight) ? [1, 2.5f, 1] : null,
            Bias = option == nameof(BatchNormEstimator.Options.Bias) ? [0, 0, -1] : null,
        };

        AssertRefused(_ml.Transforms.NormalizeBatch("Y", "X", options), view, Previous(view),
            $"The previous transformer was fitted with other {option} of input column 'X': {values}. {Advice}");
    }

    [Theory]
    [InlineData("Y", "Z", "X to Y before, Z to Y now")]
    [InlineData("Z", "X", "X to Y before, X to Z now")]
    public void Fit_WithAnotherColumn_NamesIt(string output, string input, string values)
    {
        IDataView view = Columns.View(_ml, RandomRows.Singles(8, 3), 3);
        IDataView both = _ml.Transforms.CopyColumns("Z", "X").Fit(view).Transform(view);

        AssertRefused(_ml.Transforms.NormalizeBatch(output, input, batchSize: 4), both, Previous(view),
            $"The previous transformer was fitted with other columns: {values}. {Advice}");
    }

    [Fact]
    public void Fit_WithMoreColumns_NamesThem()
    {
        IDataView view = Columns.View(_ml, RandomRows.Singles(8, 3), 3);

        AssertRefused(_ml.Transforms.NormalizeBatch([new("Y", "X"), new("Z", "X")], new BatchNormEstimator.Options { BatchSize = 4 }), view, Previous(view),
            $"The previous transformer was fitted with other columns: X to Y before, X to Y, X to Z now. {Advice}");
    }

    [Fact]
    public void Fit_OnAnotherItemType_NamesIt() => AssertRefused(
        _ml.Transforms.NormalizeBatch("Y", "X", batchSize: 4),
        Columns.View(_ml, RandomRows.Doubles(8, 3), 3),
        Previous(Columns.View(_ml, RandomRows.Singles(8, 3), 3)),
        $"The previous transformer was fitted with other item type of input column 'X': Single before, Double now. {Advice}");

    [Fact]
    public void Fit_OnOtherDimensions_NamesThem() => AssertRefused(
        _ml.Transforms.NormalizeBatch("Y", "X", batchSize: 4),
        Columns.View(_ml, RandomRows.Singles(8, 12), 3, 4),
        Previous(Columns.View(_ml, RandomRows.Singles(8, 6), 3, 2)),
        $"The previous transformer was fitted with other dimensions of input column 'X': 3x2 before, 3x4 now. {Advice}");

    [Fact]
    public void Fit_WithOtherChannels_NamesThem()
    {
        IDataView view = Columns.View(_ml, RandomRows.Singles(8, 6), 6);

        AssertRefused(_ml.Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options { BatchSize = 4, NumFeatures = 3 }), view, Previous(view),
            $"The previous transformer was fitted with other channels of input column 'X': 6 (channels first) before, 3 (channels first) now. {Advice}");
    }

    [Fact]
    public void Fit_WithAnotherLayout_NamesIt()
    {
        IDataView view = Columns.View(_ml, RandomRows.Singles(8, 9), 3, 3);
        var options = new BatchNormEstimator.Options { BatchSize = 4, Layout = ChannelLayout.ChannelsLast };

        AssertRefused(_ml.Transforms.NormalizeBatch("Y", "X", options), view, Previous(view),
            $"The previous transformer was fitted with other channels of input column 'X': 3 (channels first) before, 3 (channels last) now. {Advice}");
    }

    [Fact]
    public void Fit_WithOtherImageChannels_NamesThem()
    {
        IDataView view = ImageColumns.View(ImageColumns.Random(8, height: 3, width: 5));
        BatchNormTransformer previous = _ml.Transforms.NormalizeBatch("Y", ImageColumns.Name).Fit(view);

        AssertRefused(
            _ml.Transforms.NormalizeBatch("Y", ImageColumns.Name, new BatchNormEstimator.Options { ImageChannels = ImageChannels.Bgr }), view, previous,
            $"The previous transformer was fitted with other image channels of input column 'Image': Rgb before, Bgr now. {Advice}");
    }

    [Fact]
    public void Fit_WithNull_IsRefused() => Assert.Throws<ArgumentNullException>(() =>
        _ml.Transforms.NormalizeBatch("Y", "X").Fit(Columns.View(_ml, RandomRows.Singles(8, 3), 3), null!));

    private BatchNormTransformer Previous(IDataView view) => _ml.Transforms.NormalizeBatch("Y", "X", batchSize: 4).Fit(view);

    private static void AssertRefused(BatchNormEstimator estimator, IDataView view, BatchNormTransformer previous, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(view, previous)).Message);
}
