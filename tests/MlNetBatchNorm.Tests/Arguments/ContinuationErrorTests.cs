using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetBatchNorm.Tests.Views;
using Options = MlNetBatchNorm.BatchNormEstimator.Options;

namespace MlNetBatchNorm.Tests.Arguments;

/// <summary>Fits that may not go on from a previous one.</summary>
public sealed class ContinuationErrorTests
{
    private readonly MLContext _ml = new();

    public static TheoryData<Options, string, string, string> Differences() => new()
    {
        { new() { TrackRunningStats = false }, "TrackRunningStats", "True", "False" },
        { new() { Statistics = BatchNormStatistics.Exact }, "Statistics", "Running", "Exact" },
        { new() { Momentum = 0.25f }, "Momentum", "0.1", "0.25" },
        { new() { Momentum = null }, "Momentum", "0.1", "null" },
        { new() { Epsilon = 0.001f }, "Epsilon", "1E-05", "0.001" },
        { new() { BatchSize = 4 }, "BatchSize", "32", "4" },
        { new() { Affine = false }, "Affine", "True", "False" },
        { new() { Weight = [1, 1, 0.5f] }, "Weight", "1, 1, 1", "1, 1, 0.5" },
        { new() { Weight = [1, 1] }, "Weight", "1, 1, 1", "1, 1" },
        { new() { Bias = [0, 0, 0.5f] }, "Bias", "0, 0, 0", "0, 0, 0.5" },
        { new() { Layout = ChannelLayout.ChannelsLast }, "channels", "3 (channels first)", "4 (channels last)" },
    };

    [Theory]
    [MemberData(nameof(Differences), DisableDiscoveryEnumeration = true)]
    public void Fit_WithOtherOptionThanBefore_NamesItWithBothValues(Options options, string option, string before, string now)
    {
        MemoryView view = View<float>(3, 4);
        BatchNormTransformer previous = _ml.Transforms.NormalizeBatch("Y", "X").Fit(view);
        bool shared = option is nameof(Options.TrackRunningStats) or nameof(Options.Statistics) or nameof(Options.BatchSize);
        AssertRefused(shared ? option : $"{option} of input column 'X'", before, now, () => _ml.Transforms.NormalizeBatch("Y", "X", options).Fit(view, previous));
    }

    /// <summary>Rows that one of the two would have left out, or refused.</summary>
    [Fact]
    public void Fit_ExactWithOtherNonFiniteThanBefore_NamesItWithBothValues()
    {
        MemoryView view = View<float>(3, 4);
        var options = new Options { Statistics = BatchNormStatistics.Exact, NonFinite = NonFiniteHandling.SkipRow };
        BatchNormTransformer previous = _ml.Transforms.NormalizeBatch("Y", "X", options).Fit(view);

        AssertRefused("NonFinite", "SkipRow", "Throw", () => _ml.Transforms.NormalizeBatch("Y", "X", statistics: BatchNormStatistics.Exact).Fit(view, previous));
    }

    [Fact]
    public void Fit_OnOtherColumnThanBefore_NamesItWithBothForms()
    {
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X");
        BatchNormTransformer previous = estimator.Fit(View<float>(3, 4));

        AssertRefused("item type of input column 'X'", "Single", "Double", () => estimator.Fit(View<double>(3, 4), previous));
        AssertRefused("dimensions of input column 'X'", "3x4", "3x5", () => estimator.Fit(View<float>(3, 5), previous));
        AssertRefused("columns", "X to Y", "X to Z", () => _ml.Transforms.NormalizeBatch("Z", "X").Fit(View<float>(3, 4), previous));
        AssertRefused("columns", "X to Y", "X to Y, X to Z",
            () => _ml.Transforms.NormalizeBatch([new("Y", "X"), new("Z", "X")]).Fit(View<float>(3, 4), previous));
    }

    [Fact]
    public void Fit_OnOtherChannelsOfImagesThanBefore_NamesBoth()
    {
        MemoryView view = new(MemoryColumn.Create("X", new ImageDataViewType(2, 2),
            [MLImage.CreateFromPixels(2, 2, MLPixelFormat.Bgra32, new byte[16]), MLImage.CreateFromPixels(2, 2, MLPixelFormat.Bgra32, new byte[16])]));
        BatchNormTransformer previous = _ml.Transforms.NormalizeBatch("Y", "X").Fit(view);
        AssertRefused("image channels of input column 'X'", "Rgb", "Bgr",
            () => _ml.Transforms.NormalizeBatch("Y", "X", new Options { ImageChannels = ImageChannels.Bgr }).Fit(view, previous));
    }

    [Fact]
    public void Fit_OfKnownStatisticsOnPrevious_SaysThatNothingIsLearned()
    {
        MemoryView view = View<float>(3, 4);
        BatchNormEstimator known = _ml.Transforms.NormalizeChannels("Y", "X", [0, 0, 0], [1, 1, 1]);
        ErrorText.IsOfParameter("previous",
            "This estimator has its parameters already and does not learn, so a fit cannot go on. Make one that learns with NormalizeBatch.",
            () => known.Fit(view, known.Fit(view)));
    }

    private static void AssertRefused(string what, string before, string now, Action fit) => ErrorText.IsOfParameter("previous",
        $"The previous transformer was fitted with other {what}: {before} before, {now} now. " +
        "Go on with the columns and options of the first fit, or fit anew without a previous transformer.", fit);

    private static MemoryView View<T>(params int[] dimensions) where T : unmanaged => new(
        MemoryColumn.Vectors("X", TestRows.Create<T>(6, dimensions.Aggregate((product, dimension) => product * dimension)), dimensions));
}
