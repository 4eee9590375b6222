using System.Numerics;
using MlNetBatchNorm.Numerics;
using MlNetBatchNorm.Numerics.Affine;

namespace MlNetBatchNorm.Tests.Numerics;

public sealed class AffineKernelTests
{
    private const int Guard = 40;

    [Fact]
    public void Apply_OnEveryShape_IsTheFormulaToTheBit()
    {
        foreach (ChannelShape shape in KernelShapes.All())
        {
            float[] row = KernelShapes.Singles(shape, seed: shape.Size);
            Check(shape, row, (value, c) => MathF.FusedMultiplyAdd(value - Mean(c), Scale(c), Bias(c)));
        }
    }

    [Fact]
    public void Apply_ToBytes_IsTheFormulaToTheBit()
    {
        foreach (ChannelShape shape in KernelShapes.All())
        {
            var row = new byte[shape.Size];
            new Random(shape.Size).NextBytes(row);
            Check(shape, row, (value, c) => MathF.FusedMultiplyAdd(value - Mean(c), Scale(c), Bias(c)));
        }
    }

    [Fact]
    public void Apply_ToDoubles_IsTheFormulaToTheBit()
    {
        foreach (ChannelShape shape in KernelShapes.All())
        {
            double[] row = [.. KernelShapes.Singles(shape, seed: 5).Select(value => value * Math.PI)];
            Check<double, double>(shape, row, (value, c) => Math.FusedMultiplyAdd(value - Mean(c), Scale(c), Bias(c)), value => value);
        }
    }

    [Fact]
    public void Apply_InPlace_GivesTheSame()
    {
        foreach (ChannelShape shape in KernelShapes.All())
        {
            float[] row = KernelShapes.Singles(shape, seed: 6);
            AffineMap<float> map = Map<float>(shape, value => value);
            var expected = new float[shape.Size];
            AffineKernel.Apply<float, float>(row, expected, map);
            foreach (int offset in (int[])[0, 1, 7])
            {
                float[] values = [.. Enumerable.Repeat(-99f, offset), .. row, .. Enumerable.Repeat(-99f, Guard)];
                Span<float> inPlace = values.AsSpan(offset, shape.Size);
                AffineKernel.Apply<float, float>(inPlace, inPlace, map);
                Assert.Equal(expected, inPlace);
                AssertGuards<float>(values, offset, shape, -99);
            }
        }
    }

    [Fact]
    public void Apply_ToValuesThatAreNotFinite_CarriesThemOver()
    {
        var shape = new ChannelShape(2, 37, ChannelsLast: true);
        float[] row = KernelShapes.Singles(shape, seed: 7);
        row[3] = float.NaN;
        row[40] = float.PositiveInfinity;
        row[73] = float.NegativeInfinity;
        Check(shape, row, (value, c) => MathF.FusedMultiplyAdd(value - Mean(c), Scale(c), Bias(c)));
    }

    /// <summary>Coefficients that are not finite, one of them a NaN of other bits, make NaNs of bytes, which have none: all the same.</summary>
    [Fact]
    public void Apply_ToBytesByCoefficientsThatAreNotFinite_GivesOneNaN()
    {
        float other = BitConverter.Int32BitsToSingle(0x7FC00001);
        float[] means = [0, other, float.PositiveInfinity, 1, 0];
        float[] scales = [float.PositiveInfinity, 1, 2, other, float.NegativeInfinity];
        float[] biases = [float.NegativeInfinity, 0, other, 3, 1];
        foreach (bool channelsLast in (bool[])[false, true])
        {
            var shape = new ChannelShape(5, 67, channelsLast);
            byte[] row = [.. Enumerable.Range(0, shape.Size).Select(i => (byte)(i % 3))];
            int[] expected = [.. row.Select((value, i) => Bits(Formula(value, KernelShapes.ChannelOf(shape, i))))];
            var output = new float[shape.Size];
            AffineKernel.Apply<byte, float>(row, output, new AffineMap<float>(shape, means, scales, biases));
            Assert.Contains(Bits(float.NaN), expected);
            Assert.Equal(expected, output.Select(BitConverter.SingleToInt32Bits));
        }

        float Formula(byte value, int channel) => MathF.FusedMultiplyAdd(value - means[channel], scales[channel], biases[channel]);
        static int Bits(float value) => BitConverter.SingleToInt32Bits(float.IsNaN(value) ? float.NaN : value);
    }

    [Fact]
    public void Apply_ToAConstantChannel_GivesExactlyItsBias()
    {
        var shape = new ChannelShape(1, 50, ChannelsLast: false);
        float[] row = [.. Enumerable.Repeat(12345.678f, 50)];
        var output = new float[50];
        AffineKernel.Apply<float, float>(row, output, new AffineMap<float>(shape, [12345.678f], [316.2278f], [0.1f]));
        Assert.All(output, value => Assert.Equal(0.1f, value));
    }

    [Fact]
    public void Plane_OfEveryLengthFromZeroAtEveryAlignment_IsTheFormulaToTheBit()
    {
        float[] row = KernelShapes.Singles(new ChannelShape(1, 300, ChannelsLast: false), seed: 8);
        for (int length = 0; length <= row.Length; length++)
        {
            float[] expected = [.. row.Take(length).Select(value => MathF.FusedMultiplyAdd(value - 3.3f, 0.7f, -1.1f))];
            for (int offset = 0; offset < 16; offset++)
            {
                var output = new float[offset + length + Guard];
                AffineKernel.Plane<float, float>(row.AsSpan(0, length), output.AsSpan(offset, length), 3.3f, 0.7f, -1.1f);
                Assert.Equal(expected, output.AsSpan(offset, length));
                Assert.True(output.AsSpan(0, offset).IndexOfAnyExcept(0) < 0, $"{length}: written before the start");
                Assert.True(output.AsSpan(offset + length).IndexOfAnyExcept(0) < 0, $"{length}: written past the end");
            }
        }
    }

    private static void Check<TSource>(ChannelShape shape, TSource[] row, Func<TSource, int, float> formula) where TSource : unmanaged =>
        Check(shape, row, formula, value => value);

    /// <summary>Also at odd addresses, and with guard values on both sides that must not change.</summary>
    private static void Check<TSource, T>(ChannelShape shape, TSource[] row, Func<TSource, int, T> formula, Func<float, T> convert)
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T guard = T.CreateChecked(-99);
        T[] expected = [.. row.Select((value, i) => formula(value, KernelShapes.ChannelOf(shape, i)))];
        foreach (int offset in (int[])[0, 1, 7])
        {
            var source = new TSource[offset + shape.Size];
            row.CopyTo(source, offset);
            var output = new T[Guard + offset + shape.Size + Guard];
            Array.Fill(output, guard);
            AffineKernel.Apply<TSource, T>(source.AsSpan(offset), output.AsSpan(Guard + offset, shape.Size), Map(shape, convert));
            Assert.Equal(expected, output.AsSpan(Guard + offset, shape.Size));
            AssertGuards(output, Guard + offset, shape, guard);
        }
    }

    private static void AssertGuards<T>(T[] output, int start, ChannelShape shape, T guard) where T : unmanaged, IEquatable<T>
    {
        Assert.True(output.AsSpan(0, start).IndexOfAnyExcept(guard) < 0, $"{shape}: written before the start");
        Assert.True(output.AsSpan(start + shape.Size).IndexOfAnyExcept(guard) < 0, $"{shape}: written past the end");
    }

    private static AffineMap<T> Map<T>(ChannelShape shape, Func<float, T> convert) where T : unmanaged, INumberBase<T> => new(
        shape,
        [.. Enumerable.Range(0, shape.Channels).Select(c => convert(Mean(c)))],
        [.. Enumerable.Range(0, shape.Channels).Select(c => convert(Scale(c)))],
        [.. Enumerable.Range(0, shape.Channels).Select(c => convert(Bias(c)))]);

    private static float Mean(int channel) => 0.3f * (channel + 1);

    private static float Scale(int channel) => 1.7f / (channel + 1);

    private static float Bias(int channel) => channel - 0.1f;
}
