using MlNetBatchNorm.Numerics.Affine;
using MlNetBatchNorm.Numerics.Gradient;

namespace MlNetBatchNorm.Tests.Numerics;

public sealed class GradientLoopTests
{
    private const int Channels = 3;

    private readonly GradientFactors _factors = MakeFactors();

    [Fact]
    public void Planes_OfAnyLength_AreTheFormulaToTheBit_AtEveryWidth()
    {
        for (int length = 1; length <= 150; length++)
        {
            float[] expected = Run(GradientLoop.Planes<ScalarLane<float>>, length);
            float[] input = Values(expected.Length, 1), gradient = Values(expected.Length, 2);
            for (int i = 0; i < expected.Length; i++)
                Assert.Equal(Formula(i / length, input[i], gradient[i]), expected[i]);
            if (length >= 8)
                Bits.AssertEqual([expected], [Run(GradientLoop.Planes<Vector256Lanes<float>>, length)]);
            if (length >= 16)
                Bits.AssertEqual([expected], [Run(GradientLoop.Planes<Vector512Lanes<float>>, length)]);
        }
    }

    [Fact]
    public void Interleaved_OfAnyLength_IsTheFormulaToTheBit()
    {
        const int period = Channels * 32;
        _factors.Repeat(period);
        for (int positions = 1; positions <= 200; positions++)
        {
            var actual = new float[positions * Channels];
            float[] input = Values(actual.Length, 1), gradient = Values(actual.Length, 2);
            GradientKernel.Interleaved(input, gradient, actual, _factors, period);
            for (int i = 0; i < actual.Length; i++)
                Assert.Equal(Formula(i % Channels, input[i], gradient[i]), actual[i]);
            GradientKernel.Interleaved(input, gradient, gradient, _factors, period);
            Assert.Equal(actual, gradient);
        }
    }

    [Fact]
    public void FourRows_AtEveryWidth_AreTheSame()
    {
        const int period = Channels * 32;
        _factors.Repeat(period);
        float[] input = Values(4 * period, 1), gradient = Values(4 * period, 2);
        float[] scalar = new float[4 * period], of256 = new float[4 * period], of512 = new float[4 * period];
        GradientLoop.FourRows<ScalarLane<float>>(in input[0], in gradient[0], ref scalar[0], period, _factors);
        GradientLoop.FourRows<Vector256Lanes<float>>(in input[0], in gradient[0], ref of256[0], period, _factors);
        GradientLoop.FourRows<Vector512Lanes<float>>(in input[0], in gradient[0], ref of512[0], period, _factors);
        Bits.AssertEqual([scalar, scalar], [of256, of512]);
    }

    private float Formula(int channel, float x, float dy) => MathF.FusedMultiplyAdd(
        _factors.A[channel], dy - _factors.DyMean[channel],
        MathF.FusedMultiplyAdd(_factors.B[channel], x - _factors.XMean[channel], _factors.D[channel]));

    private float[] Run(Mapping map, int length)
    {
        const int guard = 20;
        float[] input = Values(Channels * length, 1), gradient = Values(Channels * length, 2);
        float[] result = [.. Enumerable.Repeat(-99f, (Channels * length) + guard)];
        map(in input[0], in gradient[0], ref result[0], length, _factors, 0..Channels);
        Assert.All(result[^guard..], value => Assert.Equal(-99, value));
        return result[..^guard];
    }

    private static GradientFactors MakeFactors()
    {
        var factors = new GradientFactors(Channels);
        for (int c = 0; c < Channels; c++)
            factors.Set(c, 0.1 + c, -0.3 * c, 1.7 - c, 0.9 + (0.1 * c));
        return factors;
    }

    private static float[] Values(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 4) - 1.5))];
    }

    private delegate void Mapping(
        ref readonly float input, ref readonly float gradient, ref float result, int length, GradientFactors factors, Range channels);
}
