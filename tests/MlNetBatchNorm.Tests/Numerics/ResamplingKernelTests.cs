using MlNetBatchNorm.Numerics;
using MlNetBatchNorm.Numerics.Resampling;

namespace MlNetBatchNorm.Tests.Numerics;

/// <summary>Every width of vectors against sums written in three lines, on rows with other memory around them.</summary>
public sealed class ResamplingKernelTests
{
    public static TheoryData<int, int, ImageInterpolation> Cases() => new(
        from sizes in ((int Source, int Resized)[])[(1, 1), (1, 5), (2, 1), (7, 3), (16, 5), (33, 32), (33, 33), (5, 40), (250, 17)]
        from interpolation in Enum.GetValues<ImageInterpolation>()
        select new TheoryDataRow<int, int, ImageInterpolation>(sizes.Source, sizes.Resized, interpolation));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Horizontal_AtEveryWidth_IsTheSum(int source, int resized, ImageInterpolation interpolation)
    {
        ResamplingWeights weights = Weights(source, resized, interpolation);
        int first = weights.Begin;
        int stride = PixelRows.Stride(weights.End - first);
        int to = PixelRows.Stride(resized);
        foreach (int rows in (int[])[1, 2, 3, 4, 5, 9])
        {
            byte[] pixels = Random(PixelRows.Bytes(stride, rows));
            byte[][] results = [.. Enumerable.Range(0, 4).Select(_ => new byte[PixelRows.Bytes(to, rows)])];
            ResamplingKernel.Horizontal<PixelSums256>(pixels, first, stride, rows, weights, results[0], to);
            ResamplingKernel.Horizontal<PixelSums128>(pixels, first, stride, rows, weights, results[1], to);
            ResamplingKernel.Horizontal<PixelSumsScalar>(pixels, first, stride, rows, weights, results[2], to);
            ResamplingKernel.Horizontal(pixels, first, stride, rows, weights, results[3], to);
            byte[] expected = Sums(weights, rows, resized, to, (row, column, tap, c) => pixels[(row * stride) + ((weights.First(column) + tap - first) * 4) + c], column => column);
            Assert.All(results, result => AssertRows(expected, result, rows, resized, to));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Vertical_AtEveryWidth_IsTheSum(int source, int resized, ImageInterpolation interpolation)
    {
        ResamplingWeights weights = Weights(source, resized, interpolation);
        foreach (int width in (int[])[1, 2, 7, 8, 9, 17])
        {
            int stride = PixelRows.Stride(width);
            int first = weights.Begin;
            byte[] pixels = Random(PixelRows.Bytes(stride, weights.End - first));
            byte[][] results = [.. Enumerable.Range(0, 4).Select(_ => new byte[PixelRows.Bytes(stride, resized)])];
            ResamplingKernel.Vertical<PixelSums256>(pixels, first, stride, width, weights, results[0]);
            ResamplingKernel.Vertical<PixelSums128>(pixels, first, stride, width, weights, results[1]);
            ResamplingKernel.Vertical<PixelSumsScalar>(pixels, first, stride, width, weights, results[2]);
            ResamplingKernel.Vertical(pixels, first, stride, width, weights, results[3]);
            byte[] expected = Sums(weights, resized, width, stride,
                (row, column, tap, c) => pixels[((weights.First(row) + tap - first) * stride) + (column * 4) + c], column => null);
            Assert.All(results, result => AssertRows(expected, result, resized, width, stride));
        }
    }

    /// <summary>A part of an axis, from either side, is that part of the whole.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Weights_OfPartAndMirrored_AreThoseOfTheWhole(int source, int resized, ImageInterpolation interpolation)
    {
        ResamplingWeights whole = Weights(source, resized, interpolation);
        int start = resized / 3;
        foreach (bool mirrored in (bool[])[false, true])
        {
            var part = new ResamplingWeights();
            part.Prepare(new AxisMap(source, resized, start, resized - start, mirrored), interpolation);
            Assert.Equal(resized - start, part.Count);
            for (int i = 0; i < part.Count; i++)
            {
                int[] expected = whole.Weights(start + i).ToArray();
                int first = whole.First(start + i);
                Assert.Equal(mirrored ? expected.Reverse() : expected, part.Weights(i).ToArray());
                Assert.Equal(mirrored ? source - first - expected.Length : first, part.First(i));
                Assert.True(part.Begin <= part.First(i) && part.End >= part.First(i) + expected.Length);
            }
        }
    }

    [Fact]
    public void Kernel_OnMemoryThatIsTooShort_Throws()
    {
        ResamplingWeights weights = Weights(10, 5, ImageInterpolation.Bilinear);
        int stride = PixelRows.Stride(10);
        var enough = new byte[PixelRows.Bytes(stride, 10)];
        Assert.Throws<ArgumentException>(() => ResamplingKernel.Horizontal(enough.AsSpan(1), 0, stride, 10, weights, enough, stride));
        Assert.Throws<ArgumentException>(() => ResamplingKernel.Vertical(enough, 0, stride, 10, weights, enough.AsSpan(0, stride * 5)));
    }

    private static ResamplingWeights Weights(int source, int resized, ImageInterpolation interpolation)
    {
        var weights = new ResamplingWeights();
        // What was there before must not matter.
        weights.Prepare(new AxisMap(100, 90, 0, 90), ImageInterpolation.Lanczos);
        weights.Prepare(new AxisMap(source, resized, 0, resized), interpolation);
        return weights;
    }

    private static byte[] Sums(ResamplingWeights weights, int rows, int width, int stride, Func<int, int, int, int, byte> pixel, Func<int, int?> axis)
    {
        var expected = new byte[PixelRows.Bytes(stride, rows)];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < width; column++)
            {
                ReadOnlySpan<int> taps = weights.Weights(axis(column) ?? row);
                for (int c = 0; c < 4; c++)
                {
                    long sum = 1 << 21;
                    for (int tap = 0; tap < taps.Length; tap++)
                        sum += (long)taps[tap] * pixel(row, column, tap, c);
                    expected[(row * stride) + (column * 4) + c] = (byte)Math.Clamp(sum >> 22, 0, 255);
                }
            }
        }

        return expected;
    }

    private static byte[] Random(long length)
    {
        var bytes = new byte[length];
        new Random(5).NextBytes(bytes);
        return bytes;
    }

    private static void AssertRows(byte[] expected, byte[] actual, int rows, int width, int stride)
    {
        for (int row = 0; row < rows; row++)
            Assert.Equal(expected.AsSpan(row * stride, width * PixelByte.Size).ToArray(), actual.AsSpan(row * stride, width * PixelByte.Size).ToArray());
    }
}
