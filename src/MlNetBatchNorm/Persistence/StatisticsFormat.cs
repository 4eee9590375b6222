using System.Collections.Immutable;
using System.Text;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Statistics;

namespace MlNetBatchNorm.Persistence;

/// <summary>
/// A file of statistics, by habit .bnstats. All numbers are little-endian; a string is its length in bytes (int32) and UTF-8.
/// <code>
/// 8 bytes      "bnstats" and a line feed
/// int32        version of the format: 2
/// ...          a checksummed block (see <see cref="ChecksummedBlock"/>), and nothing behind it; its body:
///   int32      number of columns, at least 1
///   column     as often, each of another name (see <see cref="ColumnFormat"/>)
///   sums       of all columns (see <see cref="ExactSumsFormat"/>)
/// </code>
/// There is one way to write given statistics: equal ones give equal bytes, and another way is refused.
/// Versions: 1, the first, in which images have no version of ML.NET and no reading; 2.
/// </summary>
internal static class StatisticsFormat
{
    private const int FirstVersion = 1;

    private const int Version = 2;

    private const int ChunkSize = 1 << 16;

    private static ReadOnlySpan<byte> Signature => "bnstats\n"u8;

    private static int HeaderSize => Signature.Length + sizeof(int) + ChecksummedBlock.LengthSize;

    public static byte[] ToBytes(ChannelStatistics statistics)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Signature);
        writer.Write(Version);
        ChecksummedBlock.Write(writer, body =>
        {
            body.Write(statistics.Columns.Length);
            foreach (ColumnMoments column in statistics.Columns)
                ColumnFormat.Write(body, column.Column);
            ExactSumsFormat.Write(body, statistics);
        });
        return stream.ToArray();
    }

    /// <summary>Reads to the end of the stream. Nothing larger than the file itself is allocated on its word.</summary>
    /// <exception cref="FormatException">The file is not of statistics, cut, changed, or holds what no rows give.</exception>
    public static ChannelStatistics Read(Stream stream)
    {
        using MemoryStream block = ReadBlock(stream, out int version);
        using var reader = new BinaryReader(block);
        var body = new BlockReader(ChecksummedBlock.Read(reader, Damaged), Damaged);
        int count = body.ReadInt32("number of columns", 1, int.MaxValue);
        var columns = ImmutableArray.CreateBuilder<ColumnShape>();
        var names = new HashSet<string>();
        for (int i = 0; i < count; i++)
        {
            ColumnShape column = ColumnFormat.Read(ref body, withMlNet: version > FirstVersion, allowOwnSizes: true);
            body.Require(names.Add(column.ColumnName), $"column '{column.ColumnName}' is in it twice");
            columns.Add(column);
        }

        ChannelStatistics statistics = ExactSumsFormat.Read(ref body, columns.ToImmutable());
        body.RequireEnd();
        return statistics;
    }

    /// <summary>The block behind the header, which must be all that is there.</summary>
    private static MemoryStream ReadBlock(Stream stream, out int version)
    {
        var header = new byte[HeaderSize];
        int read = stream.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false);
        if (!header.AsSpan(0, Math.Min(read, Signature.Length)).SequenceEqual(Signature))
            throw Damaged("it does not begin as such a file does");
        if (read < HeaderSize)
            throw Damaged("it is cut off");
        version = BitConverter.ToInt32(header, Signature.Length);
        if (version is < FirstVersion or > Version)
            throw Damaged(FormattableString.Invariant($"its format is of version {version}, and this library knows versions {FirstVersion} to {Version}"));

        var block = new MemoryStream();
        block.Write(header.AsSpan(Signature.Length + sizeof(int)));
        int length = BitConverter.ToInt32(header, Signature.Length + sizeof(int));
        if (length < 0)
            throw Damaged("it is cut off");
        CopyAtMost(stream, block, (long)length + ChecksummedBlock.ChecksumSize);
        if (stream.ReadByte() >= 0)
            throw Damaged("something is left over at its end");
        block.Position = 0;
        return block;
    }

    private static void CopyAtMost(Stream source, Stream destination, long count)
    {
        var chunk = new byte[ChunkSize];
        for (int read; count > 0 && (read = source.Read(chunk, 0, (int)Math.Min(count, ChunkSize))) > 0; count -= read)
            destination.Write(chunk, 0, read);
    }

    private static Exception Damaged(string fault) =>
        Errors.Model($"The statistics cannot be read: {fault}. Collect and save them again, or fetch an undamaged copy.");
}
