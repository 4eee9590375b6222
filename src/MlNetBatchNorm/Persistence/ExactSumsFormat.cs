using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;
using MlNetBatchNorm.Statistics;

namespace MlNetBatchNorm.Persistence;

/// <summary>
/// The part of a statistics file and of a model file that holds exact statistics, apart from the shapes of their columns.
/// <code>
/// int64        number of rows
/// int64        number of rows skipped
/// byte         rows that are not finite: 0 throw, 1 skip the row, 2 propagate, 3 not known (converted from a model of version 0x00010001),
///              4 ignore the value
/// string       name of the plan whose shards are inside; empty (length 0) if there is none, and then nothing of shards follows
/// int32        number of shards of the plan, at least 1
/// int32        number of ranges of shards that are inside, at least 1
/// range        as often: int32 first, int32 last; ascending, with a gap before each
/// column       for each of the columns:
///   sum        of the rows' means; of bytes, of the values
///   sum        of the squares of the rows' means; of bytes, empty; of images that each have a size of their own, of the numbers of pixels
///   sum        of the rows' squared deviations; of bytes, of the squared values
///   byte       1 if any channel has rows that are not finite, else 0
///   byte       for each channel, only where there are any: 1 NaN, 2 infinity, 4 negative infinity, 8 squared deviations too large
///   int64      for each channel: the number of missing values; of bytes none, and else only where values are ignored
///   sum        of the means of rows with missing values, times the number of values that are there; likewise
///   sum        of their squares, times that number; likewise
/// sum:
///   int16      low: the lowest byte weighs 2^(8 low)
///   uint16     width: number of bytes; the smallest that holds every channel, but at least 1 in a column's first sum
///   bytes      for each channel: an integer in two's complement, of that many bytes
/// </code>
/// The first sum has a byte per channel, so that no file claims more channels than it has bytes.
/// </summary>
internal static class ExactSumsFormat
{
    /// <summary>Squares of the least subnormal begin here, and 2^63 squares of the largest double end there, in bytes.</summary>
    private const int LeastByte = -269;
    private const int MostBytes = 535;

    private const byte NotKnown = 3;
    private const byte IgnoreValue = 4;

    public static void Write(BinaryWriter body, ChannelStatistics statistics)
    {
        body.Write(statistics.Rows);
        body.Write(statistics.RowsSkipped);
        body.Write(ToByte(statistics.NonFinite));
        WriteShards(body, statistics.ShardSet);
        foreach (ColumnMoments column in statistics.Columns)
            WriteColumn(body, column);
    }

    /// <exception cref="FormatException">The sums are not those of any rows.</exception>
    public static ChannelStatistics Read(ref BlockReader body, ImmutableArray<ColumnShape> shapes)
    {
        long rows = body.ReadCount("number of rows");
        long skipped = body.ReadCount("number of rows skipped");
        NonFiniteHandling? nonFinite = ToHandling(body.ReadByte("handling of rows that are not finite", 0, IgnoreValue));
        ShardSet? shards = ReadShards(ref body);
        var columns = ImmutableArray.CreateBuilder<ColumnMoments>(shapes.Length);
        foreach (ColumnShape shape in shapes)
            columns.Add(ReadColumn(ref body, shape, rows, nonFinite));
        return new ChannelStatistics(new StatisticsContent(columns.MoveToImmutable(), skipped, nonFinite, shards));
    }

    private static byte ToByte(NonFiniteHandling? handling) => handling switch
    {
        null => NotKnown,
        NonFiniteHandling.IgnoreValue => IgnoreValue,
        { } known => (byte)known,
    };

    private static NonFiniteHandling? ToHandling(byte stored) => stored switch
    {
        NotKnown => null,
        IgnoreValue => NonFiniteHandling.IgnoreValue,
        _ => (NonFiniteHandling)stored,
    };

    private static void WriteShards(BinaryWriter body, ShardSet? shards)
    {
        byte[] plan = Encoding.UTF8.GetBytes(shards?.Plan ?? "");
        body.Write(plan.Length);
        body.Write(plan);
        if (shards is null)
            return;
        body.Write(shards.Planned);
        body.Write(shards.Indices.Ranges.Count);
        foreach ((int first, int last) in shards.Indices.Ranges)
        {
            body.Write(first);
            body.Write(last);
        }
    }

    private static ShardSet? ReadShards(ref BlockReader body)
    {
        string plan = body.ReadString("plan's name", minLength: 0);
        if (plan.Length == 0)
            return null;
        body.Require(!string.IsNullOrWhiteSpace(plan), "the plan's name is blank");
        int planned = body.ReadInt32("number of shards", 1, int.MaxValue);
        int count = body.ReadInt32("number of ranges of shards", 1, planned);
        List<(int First, int Last)> ranges = [];
        for (int i = 0; i < count; i++)
        {
            // A gap before each: and after the last shard of the largest plan, no int is left.
            long least = i == 0 ? 0 : ranges[^1].Last + 2L;
            body.Require(least < planned, "a range of shards follows the last one");
            int first = body.ReadInt32("first shard", (int)least, planned - 1);
            ranges.Add((first, body.ReadInt32("last shard", first, planned - 1)));
        }

        return new ShardSet(plan, planned, new IndexRanges(ranges));
    }

    private static void WriteColumn(BinaryWriter body, ColumnMoments column)
    {
        for (int i = 0; i < column.Moments.Sums.Count; i++)
            WriteSum(body, column.Moments.Sums[i], channels: i == 0 ? column.Column.Channels.Channels : 0);
        ReadOnlySpan<byte> kinds = MemoryMarshal.AsBytes(column.Moments.NonFinite);
        bool any = kinds.ContainsAnyExcept((byte)0);
        body.Write(any);
        if (any)
            body.Write(kinds);
        if (column.Moments.Missing is { } missing)
            WriteMissing(body, missing);
    }

    private static void WriteMissing(BinaryWriter body, MissingValues missing)
    {
        foreach (long count in missing.Counts)
            body.Write(count);
        WriteSum(body, missing.Means, channels: 0);
        WriteSum(body, missing.Squares, channels: 0);
    }

    private static MissingValues ReadMissing(ref BlockReader body, int channels)
    {
        long[] counts = body.ReadInt64s(channels);
        body.Require(counts.All(count => count >= 0), "a number of missing values is negative");
        return new(counts, ReadSum(ref body, channels, ofBytes: false, minWidth: 0), ReadSum(ref body, channels, ofBytes: false, minWidth: 0));
    }

    /// <summary>Writes a sum; where it is 0 in every channel, a byte each for so many <paramref name="channels"/>.</summary>
    private static void WriteSum(BinaryWriter body, ExactSum sum, int channels)
    {
        (int low, byte[] bytes) = sum.ToBytes();
        body.Write((short)low);
        body.Write((ushort)(bytes.Length == 0 ? Math.Min(channels, 1) : bytes.Length / sum.Channels));
        body.Write(bytes.Length == 0 ? new byte[channels] : bytes);
    }

    private static ColumnMoments ReadColumn(ref BlockReader body, ColumnShape shape, long rows, NonFiniteHandling? nonFinite)
    {
        bool ofBytes = shape.Kind.HoldsBytes();
        int channels = shape.Channels.Channels;
        ExactSum means = ReadSum(ref body, channels, ofBytes, minWidth: 1);
        ExactSum squares = ReadSum(ref body, channels, ofBytes, minWidth: 0);
        ExactSum deviations = ReadSum(ref body, channels, ofBytes, minWidth: 0);
        bool ignores = nonFinite == NonFiniteHandling.IgnoreValue;
        NonFiniteKinds[] kinds = ReadNonFinite(ref body, channels, ofBytes);
        MissingValues? missing = ignores && !ofBytes ? ReadMissing(ref body, channels) : null;
        var moments = new ExactMoments(shape.Channels, ofBytes, rows, means, squares, deviations, kinds, missing);
        int impossible = moments.FindImpossible();
        body.Require(impossible < 0, $"the sums of column '{shape.ColumnName}', channel {impossible}, are not those of {rows} rows");
        return new ColumnMoments(shape, moments);
    }

    private static ExactSum ReadSum(ref BlockReader body, int channels, bool ofBytes, int minWidth)
    {
        int low = body.ReadInt16("lowest byte of a sum", ofBytes ? 0 : LeastByte, LeastByte + MostBytes);
        int width = body.ReadInt16("width of a sum", minWidth, MostBytes);
        ReadOnlySpan<byte> bytes = body.ReadBytes((long)channels * width);
        ExactSum sum = ExactSum.FromBytes(channels, low, bytes);
        (int smallestLow, byte[] smallest) = sum.ToBytes();
        bool zero = smallest.Length == 0 && low == 0 && width == minWidth;
        body.Require(zero || (smallestLow == low && smallest.Length == bytes.Length), "a sum is not in its smallest window");
        return sum;
    }

    private static NonFiniteKinds[] ReadNonFinite(ref BlockReader body, int channels, bool ofBytes)
    {
        if (body.ReadByte("mark of rows that are not finite", 0, ofBytes ? (byte)0 : (byte)1) == 0)
            return new NonFiniteKinds[channels];
        NonFiniteKinds[] kinds = [.. MemoryMarshal.Cast<byte, NonFiniteKinds>(body.ReadBytes(channels))];
        body.Require(kinds.All(kind => kind <= NonFiniteKinds.All) && kinds.Any(kind => kind != 0), "a mark of rows that are not finite is unknown");
        return kinds;
    }
}
