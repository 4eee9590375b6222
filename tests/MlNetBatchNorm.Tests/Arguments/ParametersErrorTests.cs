namespace MlNetBatchNorm.Tests.Arguments;

public sealed class ParametersErrorTests
{
    private static readonly float[] Two = [1, 2];
    private static readonly float[] Three = [1, 2, 3];

    [Fact]
    public void Constructor_WithoutChannels_SaysSo() =>
        Is("RunningMean", "RunningMean must hold at least one channel, but is empty.", () => new([], []));

    [Fact]
    public void Constructor_WithOtherLengthThanTheMean_SaysHowLong()
    {
        Is("RunningVariance", "RunningVariance must hold 2 values, one per channel as in RunningMean, but holds 3.", () => new(Two, Three));
        Is("Weight", "Weight must hold 2 values, one per channel as in RunningMean, but holds 3.", () => new(Two, Two, Three, Two));
        Is("Bias", "Bias must hold 2 values, one per channel as in RunningMean, but holds 3.", () => new(Two, Two, Two, Three));
        Is("Weight", "Weight must hold 3 values, one per channel as in RunningMean, but holds 2.", () => new(Three, Three, Two, Two));
    }

    [Fact]
    public void Constructor_WithOneOfWeightAndBias_AsksForTheOther()
    {
        Is("Bias", "Bias must be given where Weight is given, and be null where Weight is null.", () => new(Two, Two, weight: Two));
        Is("Bias", "Bias must be given where Weight is given, and be null where Weight is null.", () => new(Two, Two, bias: Two));
    }

    [Fact]
    public void Constructor_WithValueThatIsNotFinite_NamesTheChannel()
    {
        float[] bad = [1, float.NaN];
        Is("RunningMean", "RunningMean must be finite, but channel 1 has NaN.", () => new(bad, Two));
        Is("RunningVariance", "RunningVariance must be finite, but channel 1 has NaN.", () => new(Two, bad));
        Is("Weight", "Weight must be finite, but channel 1 has NaN.", () => new(Two, Two, bad, Two));
        Is("Bias", "Bias must be finite, but channel 0 has -Infinity.", () => new(Two, Two, Two, [float.NegativeInfinity, 1]));
    }

    [Fact]
    public void Constructor_WithImpossibleVariance_NamesTheChannel()
    {
        Is("RunningVariance", "RunningVariance must be 0 or more, but channel 1 has -0.5.", () => new(Two, [1, -0.5f]));
        Is("Weight", "Weight divided by the standard deviation must be finite, but channel 1 has 1.393796574908164E+42.",
            () => new(Two, [1, MathF.ScaleB(1, -80)], [1, MathF.ScaleB(1, 100)], Two, epsilon: 0));
    }

    [Fact]
    public void Constructor_WithSettingOutOfRange_NamesIt()
    {
        Is("Epsilon", "Epsilon must be finite and 0 or more, but is -0.5.", () => new(Two, Two, epsilon: -0.5f));
        Is("Epsilon", "Epsilon must be finite and 0 or more, but is NaN.", () => new(Two, Two, epsilon: float.NaN));
        Is("Momentum", "Momentum must be from 0 to 1, or null for the cumulative average, but is 1.5.", () => new(Two, Two, momentum: 1.5f));
        Is("Momentum", "Momentum must be from 0 to 1, or null for the cumulative average, but is NaN.",
            () => new(Two, Two, momentum: float.NaN));
        Is("NumBatchesTracked", "NumBatchesTracked must be 0 or more, but is -1.", () => new(Two, Two, numBatchesTracked: -1));
        Is("Layout", "Layout must be a ChannelLayout, but is 3.", () => new(Two, Two, layout: (ChannelLayout)3));
    }

    private static void Is(string parameter, string expected, Func<BatchNormParameters> make) =>
        ErrorText.IsOfParameter(parameter, expected, () => make());
}
