using MlNetBatchNorm.Numerics.Gradient;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Tests.Numerics;

public sealed class ChannelSumsTests
{
    private const int Channels = 5;

    private readonly double[] _centers = [1, -2, 0.25, 100, 3.3];

    public static TheoryData<int> Lengths() => [.. Enumerable.Range(1, 70), 255, 1000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void AddPlanes_OfAnyLength_SumsAsDefined_AtEveryWidth(int length)
    {
        float[] input = Values(Channels * length, 1), gradient = Values(Channels * length, 2);
        double[][] results = Run(Channels * Lanes.Count, ChannelSums<GradientSum>.AddPlanes<SixteenScalars>, input, gradient, _centers);
        (double[] sums, double[] products) = (results[0], results[1]);

        for (int c = 0; c < Channels; c++)
        {
            IEnumerable<(double X, double Dy)> values = Enumerable.Range(c * length, length).Select(i => ((double)input[i], (double)gradient[i]));
            AssertSums(values, _centers[c], sums[(c * Lanes.Count)..((c + 1) * Lanes.Count)], products[(c * Lanes.Count)..((c + 1) * Lanes.Count)]);
        }

        Bits.AssertEqual([sums, products], Run(Channels * Lanes.Count, ChannelSums<GradientSum>.AddPlanes<SixteenDoubles256>, input, gradient, _centers));
        Bits.AssertEqual([sums, products], Run(Channels * Lanes.Count, ChannelSums<GradientSum>.AddPlanes<SixteenDoubles512>, input, gradient, _centers));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void AddInterleaved_OfAnyLength_SumsAsDefined_AtEveryWidth(int length)
    {
        const int period = Channels * Lanes.Count;
        float[] input = Values(Channels * length, 1), gradient = Values(Channels * length, 2);
        double[] centers = [.. Enumerable.Range(0, period).Select(i => _centers[i % Channels])];
        double[][] results = Run(period, ChannelSums<GradientSum>.AddInterleaved<SixteenScalars>, input, gradient, centers);
        (double[] sums, double[] products) = (results[0], results[1]);

        for (int c = 0; c < Channels; c++)
        {
            IEnumerable<(double X, double Dy)> values = Enumerable.Range(0, length).Select(i => ((double)input[(i * Channels) + c], (double)gradient[(i * Channels) + c]));
            AssertSums(values, _centers[c], [.. sums.Where((_, i) => i % Channels == c)], [.. products.Where((_, i) => i % Channels == c)]);
        }

        Bits.AssertEqual([sums, products], Run(period, ChannelSums<GradientSum>.AddInterleaved<SixteenDoubles256>, input, gradient, centers));
        Bits.AssertEqual([sums, products], Run(period, ChannelSums<GradientSum>.AddInterleaved<SixteenDoubles512>, input, gradient, centers));
    }

    [Fact]
    public void AddPlanes_OfDeviations_SumsThemAndTheirSquares()
    {
        float[] input = Values(Channels * 37, 1);
        double[][] results = Run(Channels * Lanes.Count, ChannelSums<DeviationSum>.AddPlanes<SixteenDoubles512>, input, input, _centers);
        (double[] sums, double[] products) = (results[0], results[1]);
        for (int c = 0; c < Channels; c++)
        {
            double[] deviations = [.. input[(c * 37)..((c + 1) * 37)].Select(x => x - _centers[c])];
            Assert.Equal(deviations.Sum(), sums[(c * Lanes.Count)..((c + 1) * Lanes.Count)].Sum(), 1e-10);
            Assert.Equal(deviations.Sum(d => d * d), products[(c * Lanes.Count)..((c + 1) * Lanes.Count)].Sum(), 1e-10);
        }
    }

    private static void AssertSums(IEnumerable<(double X, double Dy)> values, double center, double[] sums, double[] products)
    {
        Assert.Equal(values.Sum(value => value.Dy), sums.Sum(), 1e-10);
        Assert.Equal(values.Sum(value => value.Dy * (value.X - center)), products.Sum(), 1e-9);
    }

    private static double[][] Run(int length, Adding add, float[] input, float[] gradient, double[] centers)
    {
        (double[] sums, double[] products) = (new double[length], new double[length]);
        add(input, gradient, centers, sums, products);
        return [sums, products];
    }

    private static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 4) - 1.5))];
    }

    private delegate void Adding(
        ReadOnlySpan<float> input, ReadOnlySpan<float> gradient, ReadOnlySpan<double> centers, Span<double> sums, Span<double> products);
}
