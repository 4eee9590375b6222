using System.Collections.Immutable;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Statistics;

namespace MlNetBatchNorm.Persistence;

/// <summary>
/// The block that a transformer writes into ML.NET's model container: a checksummed block (see <see cref="ChecksummedBlock"/>). All numbers are
/// little-endian; a string is its length in bytes (int32) and UTF-8. The body:
/// <code>
/// int32      number of columns, at least 1
/// column     as often
///   string   output column name
///   ...      the input column: see <see cref="ColumnFormat"/>; its number of channels is C
///   int32    batch size, at least 1, the same for all columns
///   byte     statistics: 0 running, 1 exact; the same for all columns
///   byte     flags: 1 statistics are tracked, the same for all columns; 2 affine, 4 momentum is null (cumulative average), 8 in double precision too
///   single   epsilon
///   single   momentum; 0 where it is null
///   int64    number of batches tracked
///   single   running mean, running variance: C values each; only where statistics are tracked
///   single   weight, bias: C values each; only where affine
///   double   running mean, running variance, weight, bias in double precision, of the same numbers of values; only where flag 8 is set
/// sums       of the input columns, each once, only where statistics are exact: see <see cref="ExactSumsFormat"/>
/// </code>
/// Versions: 0x00010001, the first, in which each column of exact statistics ends with <see cref="PooledMomentsFormat"/>, and there are no sums;
/// 0x00010002, in which images have no version of ML.NET and no reading, and there are no doubles; 0x00010003.
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
        Doubles = 8,
        AllOfSingles = TrackRunningStats | Affine | CumulativeMomentum,
        All = AllOfSingles | Doubles,
    }

    /// <summary>The last version whose exact statistics are moments in floating point.</summary>
    private const uint PooledMoments = 0x00010001;

    /// <summary>The first version that says which ML.NET made a column's images, and that has doubles.</summary>
    private const uint MlNetAndDoubles = 0x00010003;

    /// <summary>Writes the columns.</summary>
    public static void Write(BinaryWriter writer, FittedColumns columns) => ChecksummedBlock.Write(writer, body =>
    {
        body.Write(columns.Count);
        foreach (FittedColumn column in columns)
            WriteColumn(body, column, columns);
        if (columns.Exact is { } exact)
            ExactSumsFormat.Write(body, exact);
    });

    /// <summary>Reads the columns. Nothing larger than the block itself is allocated on its word.</summary>
    /// <exception cref="FormatException">The block is cut, changed, or holds what no fit gives.</exception>
    public static FittedColumns Read(BinaryReader reader, uint version) =>
        ReadBody(new BlockReader(ChecksummedBlock.Read(reader, Damaged), Damaged), version);

    private static FittedColumns ReadBody(BlockReader body, uint version)
    {
        int count = body.ReadInt32("number of columns", 1, int.MaxValue);
        Shared? first = null;
        var columns = ImmutableArray.CreateBuilder<FittedColumn>();
        List<ColumnMoments> pooled = [];
        var names = new HashSet<string>();
        for (int i = 0; i < count; i++)
        {
            FittedColumn column = ReadColumn(ref body, version, out Shared shared);
            first ??= shared;
            body.Require(names.Add(column.OutputColumnName), $"output column '{column.OutputColumnName}' is in it twice");
            body.Require(shared == first, $"column '{column.OutputColumnName}' was not fitted as the first one was");
            columns.Add(column);
            if (shared.Statistics == BatchNormStatistics.Exact && version <= PooledMoments)
                pooled.Add(PooledMomentsFormat.Read(ref body, column.Input));
        }

        ChannelStatistics? exact = first!.Statistics == BatchNormStatistics.Exact ? ReadExact(ref body, version, columns, pooled) : null;
        body.RequireEnd();
        return new FittedColumns(first.BatchSize, columns.ToImmutable(), exact);
    }

    private static ChannelStatistics ReadExact(
        ref BlockReader body, uint version, IReadOnlyCollection<FittedColumn> columns, IReadOnlyCollection<ColumnMoments> pooled)
    {
        ImmutableArray<ColumnShape> inputs = [.. columns.Select(column => column.Input).DistinctBy(input => input.ColumnName)];
        foreach (FittedColumn column in columns)
        {
            ColumnShape input = inputs.Single(input => input.ColumnName == column.Input.ColumnName);
            body.Require(ColumnDifference.Find(input, column.Input) is null, $"input column '{input.ColumnName}' is in it with two shapes");
        }

        if (version > PooledMoments)
            return ExactSumsFormat.Read(ref body, inputs);
        body.Require(pooled.Select(column => column.Moments.Rows).Distinct().Count() == 1, "its columns are of different numbers of rows");
        return new ChannelStatistics(new StatisticsContent([.. pooled.DistinctBy(column => column.Column.ColumnName)], RowsSkipped: 0, NonFinite: null));
    }

    private static void WriteColumn(BinaryWriter body, FittedColumn column, FittedColumns shared)
    {
        BatchNormParameters parameters = column.Parameters;
        ColumnFormat.WriteString(body, column.OutputColumnName);
        ColumnFormat.Write(body, column.Input);
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
        if (parameters.Doubles is { } doubles)
            WriteDoubles(body, [doubles.RunningMean, doubles.RunningVariance, doubles.Weight ?? [], doubles.Bias ?? []]);
    }

    private static FittedColumn ReadColumn(ref BlockReader body, uint version, out Shared shared)
    {
        string output = body.ReadString("output column name");
        ColumnShape input = ColumnFormat.Read(ref body, version >= MlNetAndDoubles);
        int channels = input.Channels.Channels;
        int batchSize = body.ReadInt32("batch size", 1, int.MaxValue);
        var statistics = (BatchNormStatistics)body.ReadByte("statistics", 0, (byte)BatchNormStatistics.Exact);
        var flags = (Flags)body.ReadByte("flags", 0, (byte)(version < MlNetAndDoubles ? Flags.AllOfSingles : Flags.All));
        bool tracked = flags.HasFlag(Flags.TrackRunningStats);
        body.Require(tracked || statistics == BatchNormStatistics.Running, "exact statistics are not tracked");
        shared = new Shared(batchSize, statistics, tracked);
        float epsilon = body.ReadSingle();
        float momentum = body.ReadSingle();
        long batches = body.ReadInt64();
        float[] mean = body.ReadSingles(tracked ? channels : 0);
        float[] variance = body.ReadSingles(tracked ? channels : 0);
        float[]? weight = flags.HasFlag(Flags.Affine) ? body.ReadSingles(channels) : null;
        float[]? bias = flags.HasFlag(Flags.Affine) ? body.ReadSingles(channels) : null;

        var parameters = new BatchNormParameters(channels, [.. mean], [.. variance], weight?.ToImmutableArray(), bias?.ToImmutableArray(),
            epsilon, flags.HasFlag(Flags.CumulativeMomentum) ? null : momentum, batches, input.Layout,
            input.Image?.Channels)
        {
            Doubles = flags.HasFlag(Flags.Doubles) ? ReadDoubles(ref body, tracked ? channels : 0, flags.HasFlag(Flags.Affine) ? channels : null) : null,
        };
        if (ParametersValidation.FindViolation(parameters) is { } violation)
            body.Require(false, $"column '{output}': {violation.Text}");
        return new FittedColumn(output, input, parameters);
    }

    private static Flags FlagsOf(BatchNormParameters parameters) =>
        (parameters.TracksRunningStats ? Flags.TrackRunningStats : 0) |
        (parameters.IsAffine ? Flags.Affine : 0) |
        (parameters.Momentum is null ? Flags.CumulativeMomentum : 0) |
        (parameters.Doubles is null ? 0 : Flags.Doubles);

    private static DoubleParameters ReadDoubles(ref BlockReader body, int statistics, int? affine)
    {
        double[] mean = body.ReadDoubles(statistics);
        double[] variance = body.ReadDoubles(statistics);
        double[]? weight = affine is null ? null : body.ReadDoubles(affine.Value);
        double[]? bias = affine is null ? null : body.ReadDoubles(affine.Value);
        return new([.. mean], [.. variance], weight?.ToImmutableArray(), bias?.ToImmutableArray());
    }

    private static void WriteDoubles(BinaryWriter body, IEnumerable<ImmutableArray<double>> vectors)
    {
        foreach (double value in vectors.SelectMany(vector => vector))
            body.Write(value);
    }

    private static void WriteSingles(BinaryWriter body, IEnumerable<float> values)
    {
        foreach (float value in values)
            body.Write(value);
    }

    private static Exception Damaged(string fault) =>
        Errors.Model($"The model's batch normalization cannot be read: {fault}. Save the model again, or fetch an undamaged copy.");

    /// <summary>What all columns have in common: a transformer reads them together, by their statistics or batch by batch.</summary>
    private sealed record Shared(int BatchSize, BatchNormStatistics Statistics, bool TracksRunningStats);
}
