using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using KernelDigest;
using MlNetBatchNorm;
using MlNetBatchNorm.Numerics;
using MlNetBatchNorm.Numerics.Affine;
using MlNetBatchNorm.Numerics.Moments;
using MlNetBatchNorm.Numerics.Pixels;
using MlNetBatchNorm.Numerics.Resampling;

// Prints which vectors the hardware has, and a digest of what all kernels give on fixed values: the same in every process, or a kernel
// depends on the width of its vectors. Rows are at the ends of memory that may not be touched: a kernel that reads or writes beyond one ends
// the process. The tests run it with the environment variables that switch instruction sets off.
Console.WriteLine($"{Vector128.IsHardwareAccelerated} {Vector256.IsHardwareAccelerated} {Vector512.IsHardwareAccelerated}");
if (args is ["overrun"])
{
    // What the tests rely on: this must not come back.
    using var memory = new GuardedMemory<float>(16);
    Console.WriteLine(MemoryMarshal.CreateReadOnlySpan(ref memory.AtEnd[15], 2)[1]);
    return;
}

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

// Images, feature maps and tables of numbers.
foreach ((int channels, int spatial) in ((int, int)[])[(3, 50_176), (64, 3136), (131, 196), (512, 49), (1001, 49), (2048, 1), (64, 1), (20, 1), (10, 1)])
{
    foreach (bool channelsLast in (bool[])[false, true])
        Append(new ChannelShape(channels, spatial, channelsLast));
}

foreach ((int source, int resized) in ((int, int)[])[(1, 1), (1, 5), (7, 3), (33, 32), (5, 40), (250, 17)])
    AppendResized(source, resized);

Console.WriteLine(Convert.ToHexString(digest.GetHashAndReset()));

void Append(ChannelShape shape)
{
    float[] singles = [.. Enumerable.Range(0, shape.Size).Select(_ => (float)((random.NextDouble() * 255) + 1000))];
    double[] doubles = [.. singles.Select(value => (value * 1e-6) - 7)];
    var bytes = new byte[shape.Size];
    random.NextBytes(bytes);

    AppendReals<float>(shape, singles);
    AppendReals<double>(shape, doubles);
    AppendBatches(singles, shape);
    AppendBytes(shape, bytes);
    AppendPixels(shape);
    // One large shape is enough for both layouts' pieces.
    if (shape.Size < 30_000 || shape.Channels == 3)
        AppendLayer(shape);
}

void AppendReals<T>(ChannelShape shape, T[] row) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
{
    using var memory = new GuardedMemory<T>(shape.Size);
    var moments = new RealMoments(shape.Channels);
    foreach (bool atEnd in (bool[])[true, false])
    {
        Span<T> values = atEnd ? memory.AtEnd : memory.AtStart;
        row.CopyTo(values);
        MomentsKernel.Compute<T>(values, shape, moments);
        AppendMoments(moments);
        AppendExact(shape, moments, rows: 3);
        AppendMap<T, T>(shape, values);
        AffineKernel.Apply<T, T>(values, values, Map<T>(shape));
        AppendValues<T>(values);
    }
}

void AppendBytes(ChannelShape shape, byte[] row)
{
    using var memory = new GuardedMemory<byte>(shape.Size);
    var moments = new ByteMoments(shape.Channels);
    foreach (bool atEnd in (bool[])[true, false])
    {
        Span<byte> values = atEnd ? memory.AtEnd : memory.AtStart;
        row.CopyTo(values);
        ByteKernel.Compute(values, shape, moments);
        AppendMoments(moments);
        AppendExact(shape, moments, rows: 3);
        AppendMap<byte, float>(shape, values);
    }

    AppendByteRows(row);
}

void AppendByteRows(byte[] row)
{
    // More than are added at once.
    const int count = 300;
    var rows = new ValueRows<byte>(row.Length, count);
    for (int i = 0; i < count; i++)
        row.CopyTo(rows.Begin(i), 0);
    var batch = new ByteMoments(row.Length);
    rows.AddTo(batch, 0, 1);
    rows.AddTo(batch, 1, count - 1);
    AppendMoments(batch);
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
    var running = new RunningStatistics(shape.Channels, ofDoubles: false);
    var batch = new RealMoments(shape.Channels);
    var moments = new RealMoments(shape.Channels);
    var singles = new RealMoments(shape.Size);
    var doubles = new PivotedMoments(shape.Size);
    var counted = new CountedMoments(new PivotedMoments(shape.Size));
    var countedBatches = new CountedMoments(new PivotedMoments(shape.Size));
    var countedRunning = new RunningStatistics(shape.Size, ofDoubles: true);
    foreach (float last in (float[])[1, 0.1f, float.PositiveInfinity, float.NaN])
    {
        MomentsKernel.Compute<float>(row, shape, moments);
        batch.Merge(moments);
        row[^1] *= last;
        MomentsKernel.Compute<float>(row, shape, moments);
        batch.Merge(moments);
        AppendMoments(batch);
        running.Update(batch, momentum: 0.1f);
        AppendValues(running.Mean);
        AppendValues(running.Variance);
        AppendValues<int>([moments.FindNonFinite()]);
        AppendRows(row, singles);
        double[] wide = Array.ConvertAll(row, value => (double)value);
        AppendRows(wide, doubles);
        if (shape.Size > 5000)
            continue;
        AppendRows(wide, counted);
        countedBatches.Merge(counted);
        AppendMoments(countedBatches);
        countedRunning.Update(counted, momentum: null);
        AppendValues(countedRunning.Mean);
        AppendValues(countedRunning.Variance);
        counted.Clear();
        AppendExactRows(row);
        AppendExactRows(wide);
    }
}

void AppendExactRows<T>(T[] row) where T : unmanaged
{
    var padded = new T[Lanes.Padded(row.Length)];
    row.CopyTo(padded, 0);
    var sums = new ExactAccumulator(new ChannelShape(row.Length, 1, ChannelsLast: false), ofBytes: false, ignoresNonFinite: true);
    sums.AddRows<T>(Enumerable.Repeat(padded, 3).ToArray(), finite: false);
    foreach (ExactSum sum in sums.Finish().Sums)
        AppendValues<byte>(sum.ToBytes().Bytes);
}

void AppendRows<T>(T[] row, ChannelMoments batch) where T : unmanaged
{
    const int count = 3;
    var rows = new ValueRows<T>(row.Length, count);
    for (int i = 0; i < count; i++)
        row.CopyTo(rows.Begin(i));
    AppendValues<int>([rows.FindNonFinite(1), rows.AreFinite(count) ? 1 : 0]);
    rows.AddTo(batch, 0, 1);
    rows.AddTo(batch, 1, count - 1);
    AppendMoments(batch);
}

// What a layer makes of batches, at last of values that are not finite.
void AppendLayer(ChannelShape row)
{
    const int rows = 2;
    using var input = new GuardedMemory<float>(rows * row.Size);
    using var gradient = new GuardedMemory<float>(rows * row.Size);
    using var output = new GuardedMemory<float>(rows * row.Size);
    var layer = new BatchNormLayer(row.Channels, layout: row.ChannelsLast ? ChannelLayout.ChannelsLast : ChannelLayout.ChannelsFirst);
    foreach (float last in (float[])[1, 2, float.PositiveInfinity, float.NaN])
    {
        layer.Training = last != 2;
        foreach (bool atEnd in (bool[])[true, false])
        {
            Span<float> x = atEnd ? input.AtEnd : input.AtStart;
            Span<float> dy = atEnd ? gradient.AtEnd : gradient.AtStart;
            Span<float> y = atEnd ? output.AtEnd : output.AtStart;
            for (int i = 0; i < x.Length; i++)
                (x[i], dy[i]) = ((float)random.NextDouble() + 10, (float)random.NextDouble());
            x[^1] *= last;
            layer.Forward(x, y, rows);
            AppendValues<float>(y);
            layer.Backward(x, dy, y);
            AppendValues<float>(y);
            AppendValues(layer.WeightGradient);
            AppendValues(layer.BiasGradient);
            layer.WeightGradient.CopyTo(layer.Weight);
        }
    }

    AppendValues<float>([.. layer.ToParameters().RunningMean, .. layer.ToParameters().RunningVariance]);
}

void AppendMap<TSource, T>(ChannelShape shape, ReadOnlySpan<TSource> source)
    where TSource : unmanaged
    where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
{
    using var output = new GuardedMemory<T>(shape.Size);
    AffineKernel.Apply(source, output.AtEnd, Map<T>(shape));
    AppendValues<T>(output.AtEnd);
    AffineKernel.Apply(source, output.AtStart, Map<T>(shape));
    AppendValues<T>(output.AtStart);
    AffineKernel.Apply(source, output.AtEnd, MapOfNonFinite<T>(shape));
    AppendValues<T>(output.AtEnd);
}

void AppendPixels(ChannelShape shape)
{
    if (shape.Channels > 4)
        return;
    using var pixels = new GuardedMemory<byte>(shape.Spatial * 4);
    random.NextBytes(pixels.AtEnd);
    ReadOnlySpan<int> offsets = ((ReadOnlySpan<int>)[2, 1, 0, 3])[..shape.Channels];
    var integers = new ByteMoments(shape.Channels);
    PixelKernel.ComputeMoments(pixels.AtEnd, offsets, new ByteMoments(4), integers);
    AppendMoments(integers);
    using var output = new GuardedMemory<float>(shape.Size);
    PixelKernel.Apply(pixels.AtEnd, offsets, output.AtEnd, Map<float>(shape));
    AppendValues<float>(output.AtEnd);
    PixelKernel.Apply(pixels.AtEnd, offsets, output.AtEnd, MapOfNonFinite<float>(shape));
    AppendValues<float>(output.AtEnd);
}

// Rows of one length resized to another, and columns.
void AppendResized(int source, int resized)
{
    int stride = PixelRows.Stride(source);
    using var pixels = new GuardedMemory<byte>((int)PixelRows.Bytes(stride, source));
    using var output = new GuardedMemory<byte>((int)PixelRows.Bytes(Math.Max(stride, PixelRows.Stride(resized)), Math.Max(source, resized)));
    random.NextBytes(pixels.AtEnd);
    var weights = new ResamplingWeights();
    foreach (ImageInterpolation interpolation in Enum.GetValues<ImageInterpolation>())
    {
        weights.Prepare(new AxisMap(source, resized, 0, resized), interpolation);
        output.AtEnd.Clear();
        ResamplingKernel.Horizontal(pixels.AtEnd, 0, stride, source, weights, output.AtEnd, PixelRows.Stride(resized));
        AppendResizedRows(output.AtEnd, source, resized, PixelRows.Stride(resized));
        ResamplingKernel.Vertical(pixels.AtEnd, 0, stride, source, weights, output.AtEnd);
        AppendResizedRows(output.AtEnd, resized, source, stride);
    }
}

void AppendResizedRows(ReadOnlySpan<byte> rows, int count, int width, int stride)
{
    for (int row = 0; row < count; row++)
        AppendValues(rows.Slice(row * stride, width * 4));
}

AffineMap<T> Map<T>(ChannelShape shape) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
{
    T[] Values(double factor) => [.. Enumerable.Range(1, shape.Channels).Select(c => T.CreateTruncating(c * factor))];
    return new AffineMap<T>(shape, Values(0.37), Values(0.011), Values(-0.3));
}

// Coefficients that give an infinity, or a NaN, or one of other bits than most.
AffineMap<T> MapOfNonFinite<T>(ChannelShape shape) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
{
    T[] special = [T.One, T.PositiveInfinity, T.Zero, T.CreateTruncating(BitConverter.Int32BitsToSingle(0x7FC00001)), T.NegativeInfinity, T.NaN, T.CreateTruncating(7)];
    T[] Values(int first, int step) => [.. Enumerable.Range(0, shape.Channels).Select(c => special[(first + (c * step)) % special.Length])];
    return new AffineMap<T>(shape, Values(2, 1), Values(1, 2), Values(0, 3));
}

void AppendValues<T>(ReadOnlySpan<T> values) where T : unmanaged => digest.AppendData(MemoryMarshal.AsBytes(values));
