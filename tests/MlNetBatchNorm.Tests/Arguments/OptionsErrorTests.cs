using Microsoft.ML;
using Options = MlNetBatchNorm.BatchNormEstimator.Options;

namespace MlNetBatchNorm.Tests.Arguments;

public sealed class OptionsErrorTests
{
    private static readonly float[] Two = [1, 2];

    private readonly MLContext _ml = new();

    public static TheoryData<string, Options, string> Violations() => new()
    {
        { "BatchSize", new() { BatchSize = 0 }, "BatchSize must be 1 or more, but is 0." },
        { "BatchSize", new() { BatchSize = -3 }, "BatchSize must be 1 or more, but is -3." },
        { "Epsilon", new() { Epsilon = -0.5f }, "Epsilon must be finite and 0 or more, but is -0.5." },
        { "Epsilon", new() { Epsilon = float.NaN }, "Epsilon must be finite and 0 or more, but is NaN." },
        { "Epsilon", new() { Epsilon = float.PositiveInfinity }, "Epsilon must be finite and 0 or more, but is Infinity." },
        { "Momentum", new() { Momentum = -0.1f }, "Momentum must be from 0 to 1, or null for the cumulative average, but is -0.1." },
        { "Momentum", new() { Momentum = 1.5f }, "Momentum must be from 0 to 1, or null for the cumulative average, but is 1.5." },
        { "Momentum", new() { Momentum = float.NaN }, "Momentum must be from 0 to 1, or null for the cumulative average, but is NaN." },
        { "Statistics", new() { Statistics = (BatchNormStatistics)2 }, "Statistics must be one of Running, Exact, but is 2." },
        { "Layout", new() { Layout = (ChannelLayout)3 }, "Layout must be one of Auto, ChannelsFirst, ChannelsLast, but is 3." },
        { "ImageChannels", new() { ImageChannels = (ImageChannels)5 }, "ImageChannels must be one of Rgb, Bgr, Rgba, Bgra, Gray, but is 5." },
        { "NonFinite", new() { NonFinite = (NonFiniteHandling)(-1) }, "NonFinite must be one of Throw, SkipRow, Propagate, IgnoreValue, but is -1." },
        { "NumFeatures", new() { NumFeatures = 0 }, "NumFeatures must be 1 or more, or null to take the dimensions, but is 0." },
        { "MaxDegreeOfParallelism", new() { MaxDegreeOfParallelism = 0 }, "MaxDegreeOfParallelism must be 1 or more, -1 or null, but is 0." },
        { "MaxDegreeOfParallelism", new() { MaxDegreeOfParallelism = -2 }, "MaxDegreeOfParallelism must be 1 or more, -1 or null, but is -2." },
        {
            "Statistics", new() { Statistics = BatchNormStatistics.Exact, TrackRunningStats = false },
            "Statistics is Exact but TrackRunningStats is false, so that none are learned: set TrackRunningStats to true, or leave Statistics out."
        },
        {
            "DropLastBatch", new() { Statistics = BatchNormStatistics.Exact, DropLastBatch = true },
            "DropLastBatch is true but Statistics is Exact, which takes every row whatever the batch: leave one of them out."
        },
        { "Weight", new() { Affine = false, Weight = [1] }, "Weight is given but Affine is false: set Affine to true, or leave Weight out." },
        { "Bias", new() { Affine = false, Bias = [1] }, "Bias is given but Affine is false: set Affine to true, or leave Bias out." },
        { "Weight", new() { Weight = [] }, "Weight must hold one value per channel, but is empty." },
        { "Bias", new() { NumFeatures = 3, Bias = Two }, "Bias must hold 3 values, one per channel as in NumFeatures, but holds 2." },
        { "Weight[1]", new() { Weight = [1, float.NaN] }, "Weight[1] must be finite, but is NaN." },
        { "Bias[0]", new() { Bias = [float.NegativeInfinity] }, "Bias[0] must be finite, but is -Infinity." },
    };

    [Theory]
    [MemberData(nameof(Violations), DisableDiscoveryEnumeration = true)]
    public void NormalizeBatch_WithInvalidOption_NamesItAndSaysWhatIsAllowed(string option, Options options, string expected) =>
        ErrorText.IsOfParameter(option, expected, () => _ml.Transforms.NormalizeBatch("Y", "X", options));

    [Fact]
    public void NormalizeBatch_WithEveryOptionInvalid_NamesThemAllAtOnce() => ErrorText.IsOfParameter(
        "BatchSize",
        "BatchSize must be 1 or more, but is 0. Epsilon must be finite and 0 or more, but is NaN. " +
        "Momentum must be from 0 to 1, or null for the cumulative average, but is 2. " +
        "Statistics must be one of Running, Exact, but is 9. Layout must be one of Auto, ChannelsFirst, ChannelsLast, but is 9. " +
        "ImageChannels must be one of Rgb, Bgr, Rgba, Bgra, Gray, but is 9. NonFinite must be one of Throw, SkipRow, Propagate, IgnoreValue, but is 9. " +
        "NumFeatures must be 1 or more, or null to take the dimensions, but is -1. MaxDegreeOfParallelism must be 1 or more, -1 or null, but is -2. " +
        "Weight is given but Affine is false: set Affine to true, or leave Weight out. Weight[0] must be finite, but is NaN. " +
        "Bias is given but Affine is false: set Affine to true, or leave Bias out. Bias must hold one value per channel, but is empty.",
        () => _ml.Transforms.NormalizeBatch("Y", "X", new Options
        {
            BatchSize = 0,
            Epsilon = float.NaN,
            Momentum = 2,
            Statistics = (BatchNormStatistics)9,
            Layout = (ChannelLayout)9,
            ImageChannels = (ImageChannels)9,
            NonFinite = (NonFiniteHandling)9,
            NumFeatures = -1,
            MaxDegreeOfParallelism = -2,
            Affine = false,
            Weight = [float.NaN],
            Bias = [],
        }));

    [Fact]
    public void NormalizeBatch_WithInvalidArguments_NamesThemAllAtOnce() => ErrorText.IsOfParameter(
        "BatchSize",
        "BatchSize must be 1 or more, but is 0. Epsilon must be finite and 0 or more, but is -1. " +
        "Momentum must be from 0 to 1, or null for the cumulative average, but is -1.",
        () => _ml.Transforms.NormalizeBatch("Y", "X", batchSize: 0, epsilon: -1, momentum: -1));
}
