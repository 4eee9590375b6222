using MlNetBatchNorm.Numerics;

namespace MlNetBatchNorm.Tests.Numerics;

public sealed class ChannelShapeTests
{
    [Theory]
    [InlineData(1, 1000, 16)]
    [InlineData(3, 1000, 48)]
    [InlineData(4, 1000, 16)]
    [InlineData(24, 1000, 48)]
    [InlineData(3, 2, 16)]
    [InlineData(17, 5, 96)]
    [InlineData(268_435_457, 1, 268_435_472)]
    public void Period_IsWhereChannelsAndVectorsStartAnewOrTheRowEnds(int channels, int spatial, int period) =>
        Assert.Equal(period, new ChannelShape(channels, spatial, ChannelsLast: true).Period(16));
}
