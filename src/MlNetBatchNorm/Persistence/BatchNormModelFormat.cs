using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Persistence;

/// <summary>
/// The block that a transformer writes into ML.NET's model container. All numbers are little-endian; a string is its length in bytes
/// (int32) and UTF-8.
/// <code>
/// int32        length of the body
/// body
///   int32      number of columns, at least 1
///   column     as often
///     string   output column name
///     string   input column name
///     byte     kind of the input: 0 vector of Single, 1 of Double, 2 of Byte, 3 image
///     byte     channels of the image: 0 RGB, 1 BGR, 2 RGBA, 3 BGRA, 4 gray; 0 for vectors
///     byte     number of dimensions, 1 to 4
///     int32    each dimension, at least 1
///     byte     layout: 1 channels first, 2 channels last
///     int32    number of channels C: the first or the last dimension, as the layout says; a divisor of an only dimension
///     int32    batch size, at least 1, the same for all columns
///     byte     statistics: 0 running, 1 exact; the same for all columns
///     byte     flags: 1 statistics are tracked, the same for all columns; 2 affine, 4 momentum is null (cumulative average)
///     single   epsilon
///     single   momentum; 0 where it is null
///     int64    number of batches tracked
///     single   running mean, running variance: C values each; only where statistics are tracked
///     single   weight, bias: C values each; only where affine
///     int64    number of values of each channel; from here on only where statistics are exact: the moments that a fit goes on from
///     double   mean, sum of squared deviations: C values each; vectors of Single and Double
///     int64    sum, sum of squares: C values each; vectors of Byte and images
/// 32 bytes     SHA-256 of the body
/// </code>
/// The checksum finds damage; it does not make a file trustworthy, so every value is checked as well.
/// Versions: 0x00010001, the first.
/// </summary>
internal static class BatchNormModelFormat
{
    [Flags]
    private enum Flags : byte
    {
        None = 0,
        TrackRunningStats = 1,
        Affine = 2,
        CumulativeMomentum = 4,
        All = TrackRunningStats | Affine | CumulativeMomentum,
    }

    /// <summary>Writes the columns.</summary>
    public static void Write(BinaryWriter writer, FittedColumns columns)
    {
        using var stream = new MemoryStream();
        using (var body = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            body.Write(columns.Count);
            foreach (FittedColumn column in columns)
                WriteColumn(body, column, columns);
        }

        byte[] bytes = stream.ToArray();
        writer.Write(bytes.Length);
        writer.Write(bytes);
        writer.Write(SHA256.HashData(bytes));
    }

    /// <summary>Reads the columns. Nothing larger than the block itself is allocated on its word.</summary>
    /// <exception cref="FormatException">The block is cut, changed, or holds what no fit gives.</exception>
    public static FittedColumns Read(BinaryReader reader)
    {
        long rest = reader.BaseStream.Length - reader.BaseStream.Position;
        BlockReader.Require(rest >= sizeof(int) + SHA256.HashSizeInBytes, "it is cut off");
        int length = reader.ReadInt32();
        BlockReader.Require(length >= 0 && length <= rest - sizeof(int) - SHA256.HashSizeInBytes, "it is cut off");
        byte[] bytes = reader.ReadBytes(length);
        byte[] checksum = reader.ReadBytes(SHA256.HashSizeInBytes);
        BlockReader.Require(checksum.AsSpan().SequenceEqual(SHA256.HashData(bytes)), "its checksum does not agree with its content");
        return ReadBody(new BlockReader(bytes));
    }

    private static FittedColumns ReadBody(BlockReader body)
    {
        int count = body.ReadInt32("number of columns", 1, int.MaxValue);
        FittedColumns? first = null;
        var columns = ImmutableArray.CreateBuilder<FittedColumn>();
        var names = new HashSet<string>();
        for (int i = 0; i < count; i++)
        {
            FittedColumns read = ReadColumn(ref body);
            first ??= read;
            BlockReader.Require(names.Add(read[0].OutputColumnName), $"output column '{read[0].OutputColumnName}' stands in it twice");
            BlockReader.Require(AreFittedAlike(read, first), $"column '{read[0].OutputColumnName}' was not fitted as the first one was");
            columns.Add(read[0]);
        }

        body.RequireEnd();
        return new FittedColumns(first!.BatchSize, first.Statistics, columns.ToImmutable());
    }

    /// <summary>A transformer reads all of its columns together: by the running statistics, or batch by batch.</summary>
    private static bool AreFittedAlike(FittedColumns left, FittedColumns right) =>
        left.TracksRunningStats == right.TracksRunningStats && left.BatchSize == right.BatchSize && left.Statistics == right.Statistics;

    private static void WriteColumn(BinaryWriter body, FittedColumn column, FittedColumns shared)
    {
        BatchNormParameters parameters = column.Parameters;
        WriteString(body, column.OutputColumnName);
        WriteString(body, column.Input.ColumnName);
        body.Write((byte)column.Input.Kind);
        body.Write((byte)(column.Input.Image?.Channels ?? 0));
        body.Write((byte)column.Input.Dimensions.Length);
        foreach (int dimension in column.Input.Dimensions)
            body.Write(dimension);
        body.Write((byte)parameters.Layout);
        body.Write(parameters.NumFeatures);
        body.Write(shared.BatchSize);
        body.Write((byte)shared.Statistics);
        body.Write((byte)FlagsOf(column.Parameters));
        body.Write(parameters.Epsilon);
        body.Write(parameters.Momentum ?? 0);
        body.Write(parameters.NumBatchesTracked);
        WriteSingles(body, parameters.RunningMean);
        WriteSingles(body, parameters.RunningVariance);
        WriteSingles(body, parameters.Weight ?? []);
        WriteSingles(body, parameters.Bias ?? []);
        if (column.Pooled is { } pooled)
            MomentsFormat.Write(body, pooled);
    }

    /// <summary>One column, with what all of them share.</summary>
    private static FittedColumns ReadColumn(ref BlockReader body)
    {
        string output = body.ReadString("output column name");
        string input = body.ReadString("input column name");
        var kind = (ColumnKind)body.ReadByte("kind", 0, (byte)ColumnKind.Image);
        var image = (ImageChannels)body.ReadByte("image channels", 0, kind == ColumnKind.Image ? (byte)ImageChannels.Gray : (byte)0);
        int[] dimensions = ReadDimensions(ref body, out int size);
        var layout = (ChannelLayout)body.ReadByte("layout", (byte)ChannelLayout.ChannelsFirst, (byte)ChannelLayout.ChannelsLast);
        int channels = body.ReadInt32("number of channels", 1, size);
        bool divided = dimensions.Length == 1 ? size % channels == 0 : channels == (layout == ChannelLayout.ChannelsLast ? dimensions[^1] : dimensions[0]);
        BlockReader.Require(divided, $"{ColumnShape.Text(dimensions)} values do not divide into {channels} channels, {layout}");
        int batchSize = body.ReadInt32("batch size", 1, int.MaxValue);
        var statistics = (BatchNormStatistics)body.ReadByte("statistics", 0, (byte)BatchNormStatistics.Exact);
        var flags = (Flags)body.ReadByte("flags", 0, (byte)Flags.All);
        bool tracked = flags.HasFlag(Flags.TrackRunningStats);
        BlockReader.Require(tracked || statistics == BatchNormStatistics.Running, "exact statistics are not tracked");
        float epsilon = body.ReadSingle();
        float momentum = body.ReadSingle();
        long batches = body.ReadInt64();
        float[] mean = body.ReadSingles(tracked ? channels : 0);
        float[] variance = body.ReadSingles(tracked ? channels : 0);
        float[]? weight = flags.HasFlag(Flags.Affine) ? body.ReadSingles(channels) : null;
        float[]? bias = flags.HasFlag(Flags.Affine) ? body.ReadSingles(channels) : null;
        ChannelMoments? pooled = statistics == BatchNormStatistics.Exact ? MomentsFormat.Read(ref body, kind, channels) : null;

        var parameters = new BatchNormParameters(channels, [.. mean], [.. variance], weight?.ToImmutableArray(), bias?.ToImmutableArray(),
            epsilon, flags.HasFlag(Flags.CumulativeMomentum) ? null : momentum, batches, layout);
        if (ParametersValidation.FindViolation(parameters) is { } violation)
            BlockReader.Require(false, $"column '{output}': {violation.Text}");
        var channelShape = new ChannelShape(channels, size / channels, layout == ChannelLayout.ChannelsLast);
        ColumnShape shape = kind == ColumnKind.Image
            ? new ColumnShape(input, ShapeOfImage(dimensions, channelShape, image), channelShape)
            : new ColumnShape(input, kind, [.. dimensions], channelShape);
        return new FittedColumns(batchSize, statistics, [new FittedColumn(output, shape, pooled, parameters)]);
    }

    private static ImageShape ShapeOfImage(int[] dimensions, ChannelShape channels, ImageChannels image)
    {
        BlockReader.Require(dimensions.Length == 3 && channels.Channels == ImageShape.NumFeatures(image),
            $"{ColumnShape.Text(dimensions)} are not the dimensions of an image's {image} channels");
        ImageShape shape = channels.ChannelsLast
            ? new ImageShape(dimensions[0], dimensions[1], image, ChannelsLast: true)
            : new ImageShape(dimensions[1], dimensions[2], image, ChannelsLast: false);
        BlockReader.Require(shape.Dimensions.SequenceEqual(dimensions),
            $"{ColumnShape.Text(dimensions)} are not the dimensions of an image's {image} channels");
        return shape;
    }

    private static int[] ReadDimensions(ref BlockReader body, out int size)
    {
        var dimensions = new int[body.ReadByte("number of dimensions", 1, 4)];
        long product = 1;
        for (int i = 0; i < dimensions.Length; i++)
        {
            dimensions[i] = body.ReadInt32("dimension", 1, int.MaxValue);
            product *= dimensions[i];
            BlockReader.Require(product <= Array.MaxLength, "its dimensions are larger than any row");
        }

        size = (int)product;
        return dimensions;
    }

    private static Flags FlagsOf(BatchNormParameters parameters) =>
        (parameters.TracksRunningStats ? Flags.TrackRunningStats : 0) |
        (parameters.IsAffine ? Flags.Affine : 0) |
        (parameters.Momentum is null ? Flags.CumulativeMomentum : 0);

    private static void WriteString(BinaryWriter body, string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        body.Write(bytes.Length);
        body.Write(bytes);
    }

    private static void WriteSingles(BinaryWriter body, IEnumerable<float> values)
    {
        foreach (float value in values)
            body.Write(value);
    }
}
