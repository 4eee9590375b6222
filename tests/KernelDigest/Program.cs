using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using MlNetBatchNorm.Numerics;
using MlNetBatchNorm.Numerics.Affine;
using MlNetBatchNorm.Numerics.Moments;
using MlNetBatchNorm.Numerics.Pixels;

// Prints which vectors the hardware has, and a digest of what all kernels give on fixed values: the same in every process, or a kernel
// depends on the width of its vectors. The tests run it with the environment variables that switch instruction sets off.
Console.WriteLine($"{Vector128.IsHardwareAccelerated} {Vector256.IsHardwareAccelerated} {Vector512.IsHardwareAccelerated}");

using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
var random = new Random(20150215);
foreach (int channels in (int[])[1, 2, 3, 4, 5, 16, 17, 131])
{
    foreach (int spatial in (int[])[1, 2, 3, 7, 15, 16, 17, 31, 49, 64, 255, 1024, 2100])
    {
        foreach (bool channelsLast in (bool[])[false, true])
            Append(new ChannelShape(channels, spatial, channelsLast));
    }
}

Console.WriteLine(Convert.ToHexString(digest.GetHashAndReset()));

void Append(ChannelShape shape)
{
    float[] singles = [.. Enumerable.Range(0, shape.Size).Select(_ => (float)((random.NextDouble() * 255) + 1000))];
    double[] doubles = [.. singles.Select(value => (value * 1e-6) - 7)];
    var bytes = new byte[shape.Size];
    random.NextBytes(bytes);

    var reals = new RealMoments(shape.Channels);
    MomentsKernel.Compute<float>(singles, shape, reals);
    AppendMoments(reals);
    AppendExact(shape, reals, rows: 3);
    MomentsKernel.Compute<double>(doubles, shape, reals);
    AppendMoments(reals);
    AppendExact(shape, reals, rows: 5);
    AppendBatches(singles, shape);
    var integers = new ByteMoments(shape.Channels);
    ByteKernel.Compute(bytes, shape, integers);
    AppendMoments(integers);
    AppendExact(shape, integers, rows: 3);

    AppendMap<float, float>(shape, singles);
    AppendMap<byte, float>(shape, bytes);
    AppendMap<double, double>(shape, doubles);
    AppendPixels(shape);
}

// The sums that exact statistics are made of.
void AppendExact(ChannelShape shape, ChannelMoments row, int rows)
{
    var sums = new ExactAccumulator(shape, row is ByteMoments);
    for (int i = 0; i < rows; i++)
        sums.Add(row);
    foreach (ExactSum sum in sums.Finish().Sums)
        AppendValues<byte>(sum.ToBytes().Bytes);
}

void AppendMoments(ChannelMoments moments)
{
    for (int c = 0; c < moments.Channels; c++)
        AppendValues([moments.Mean(c), moments.SquaredDeviations(c)]);
}

// What a fit makes of rows, of which the last has values that are not finite.
void AppendBatches(float[] row, ChannelShape shape)
{
    var running = new RunningStatistics(shape.Channels);
    var batch = new RealMoments(shape.Channels);
    var moments = new RealMoments(shape.Channels);
    foreach (float last in (float[])[1, 0.1f, float.PositiveInfinity, float.NaN])
    {
        MomentsKernel.Compute<float>(row, shape, moments);
        batch.Merge(moments);
        row[^1] *= last;
        MomentsKernel.Compute<float>(row, shape, moments);
        batch.Merge(moments);
        AppendMoments(batch);
        running.Update(batch, momentum: 0.1f);
        AppendValues<float>(running.Mean);
        AppendValues<float>(running.Variance);
    }
}

void AppendMap<TSource, T>(ChannelShape shape, TSource[] source)
    where TSource : unmanaged
    where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
{
    var output = new T[shape.Size];
    AffineKernel.Apply<TSource, T>(source, output, Map<T>(shape));
    AppendValues<T>(output);
}

void AppendPixels(ChannelShape shape)
{
    if (shape.Channels > 4)
        return;
    var pixels = new byte[shape.Spatial * 4];
    random.NextBytes(pixels);
    ReadOnlySpan<int> offsets = ((ReadOnlySpan<int>)[2, 1, 0, 3])[..shape.Channels];
    var integers = new ByteMoments(shape.Channels);
    PixelKernel.ComputeMoments(pixels, offsets, new ByteMoments(4), integers);
    AppendMoments(integers);
    var output = new float[shape.Size];
    PixelKernel.Apply(pixels, offsets, output, Map<float>(shape));
    AppendValues<float>(output);
}

AffineMap<T> Map<T>(ChannelShape shape) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
{
    T[] Values(double factor) => [.. Enumerable.Range(1, shape.Channels).Select(c => T.CreateTruncating(c * factor))];
    return new AffineMap<T>(shape, Values(0.37), Values(0.011), Values(-0.3));
}

void AppendValues<T>(ReadOnlySpan<T> values) where T : unmanaged => digest.AppendData(MemoryMarshal.AsBytes(values));
