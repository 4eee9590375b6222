
using MlNetBatchNorm.Tests.Fitting;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>Files of statistics: one way to write them, and whatever else is in a file is refused.</summary>
public sealed class StatisticsFileTests
{
    private const int MaxAllocated = 1 << 20;
    private const int Huge = int.MaxValue;
    private const string SumsFault = "the sums of column 'X', channel 0, are not those of 4 rows";
    private const string WindowFault = "a sum is not in its smallest window";
    private const string MarkFault = "a mark of rows that are not finite is unknown";


    public static TheoryData<string> Kinds() => [.. StatisticsData.Names];

    public static TheoryData<string> Hostile() => [.. Files.Keys];

    private static Dictionary<string, (DocumentedStatistics File, string Fault)> Files { get; } = new()
    {
        ["other signature"] = (new() { Signature = "bnstats\r"u8.ToArray() }, "it does not begin as such a file does"),
        ["other version"] = (new() { Version = 3 }, "its format is of version 3, and this library knows versions 1 to 2"),
        ["huge body"] = (new() { BodyLength = Huge }, "it is cut off"),
        ["negative body"] = (new() { BodyLength = -1 }, "it is cut off"),
        ["something behind"] = (new() { Behind = [0] }, "something is left over at its end"),
        ["something left over"] = (new() { Rest = [0] }, "1 bytes are left over"),
        ["no columns"] = (new() { Columns = 0 }, "number of columns 0 is not from 1 to 2147483647"),
        ["huge number of columns"] = (new() { Columns = Huge }, "layout 0 is not from 1 to 2"),
        ["as many channels as a row may hold"] = (new() { Dimensions = [1 << 30], Channels = 1 << 30 }, "it is cut off"),
        ["channels without a byte"] =
            (new() { Dimensions = [1 << 30], Channels = 1 << 30, Means = new(0, 0, []) }, "width of a sum 0 is not from 1 to 535"),
        ["negative rows"] = (new() { Rows = -1 }, "number of rows -1 is negative"),
        ["negative rows skipped"] = (new() { RowsSkipped = -1 }, "number of rows skipped -1 is negative"),
        ["unknown handling"] = (new() { NonFinite = 5 }, "handling of rows that are not finite 5 is not from 0 to 4"),
        ["huge plan"] = (new() { PlanLength = Huge }, "it is cut off"),
        ["blank plan"] = (new() { Plan = " " }, "the plan's name is blank"),
        ["no shards"] = (new() { Shards = 0 }, "number of shards 0 is not from 1 to 2147483647"),
        ["no ranges"] = (new() { NumRanges = 0 }, "number of ranges of shards 0 is not from 1 to 10"),
        ["huge number of ranges"] = (new() { Shards = Huge, NumRanges = Huge, Ranges = [] }, "last shard -67108854 is not from 131072 to 2147483646"),
        ["range above the plan"] = (new() { Ranges = [(0, 10)] }, "last shard 10 is not from 0 to 9"),
        ["negative range"] = (new() { Ranges = [(-1, 2)] }, "first shard -1 is not from 0 to 9"),
        ["range backwards"] = (new() { Ranges = [(2, 1)] }, "last shard 1 is not from 2 to 9"),
        ["ranges that overlap"] = (new() { Ranges = [(0, 2), (2, 3)] }, "first shard 2 is not from 4 to 9"),
        ["ranges that touch"] = (new() { Ranges = [(0, 2), (3, 3)] }, "first shard 3 is not from 4 to 9"),
        ["ranges that touch the largest index"] =
            (new() { Shards = Huge, Ranges = [(0, Huge - 1), (int.MinValue, 5)] }, "a range of shards follows the last one"),
        ["ranges to the largest index, twice"] =
            (new() { Shards = Huge, Ranges = [(3, Huge - 1), (Huge - 1, Huge - 1)] }, "a range of shards follows the last one"),
        ["range behind the largest index"] = (new() { Shards = Huge, Ranges = [(0, Huge - 2), (0, Huge - 1)] }, "a range of shards follows the last one"),
        ["window too low"] = (new() { Means = new(-270, 1, [1, 1]) }, "lowest byte of a sum -270 is not from -269 to 266"),
        ["window too wide"] = (new() { Means = new(0, 536, new byte[1072]) }, "width of a sum 536 is not from 1 to 535"),
        ["window wider at the top"] = (new() { Means = new(0, 3, [0x0A, 0, 0, 0, 0xFC, 0xFF]) }, WindowFault),
        ["window wider at the bottom"] = (new() { Deviations = new(-1, 2, [0, 2, 0, 0]) }, WindowFault),
        ["zero with a window"] = (new() { Deviations = new(0, 1, [0, 0]) }, WindowFault),
        ["zero at another place"] = (new() { Deviations = new(1, 0, []) }, WindowFault),
        ["mean of no rows"] = (new() { Rows = 0 }, "the sums of column 'X', channel 0, are not those of 0 rows"),
        ["negative squares"] = (new() { Squares = new(0, 3, [0xE2, 0xFF, 0xFF, 0, 0, 4]) }, SumsFault),
        ["negative deviations"] = (new() { Deviations = new(0, 1, [0xFE, 0]) }, SumsFault),
        ["mean larger than its squares allow"] = (new() { Means = new(0, 2, [0x0C, 0x00, 0x00, 0xFC]) }, SumsFault),
        ["unknown mark"] = (new() { Marks = [2] }, "mark of rows that are not finite 2 is not from 0 to 1"),
        ["mark of no kind"] = (new() { Marks = [1, 0, 0] }, MarkFault),
        ["mark of unknown kind"] = (new() { Marks = [1, 16, 0] }, MarkFault),
        ["bytes with squares of means"] = (Bytes() with { Squares = new(0, 1, [1, 1]) }, SumsFault),
        ["bytes of negative sum"] = (Bytes() with { Means = new(0, 1, [0xFF, 0]) }, SumsFault),
        ["bytes above 255"] = (Bytes() with { Deviations = new(0, 2, [0xF7, 0x09, 0, 0]) }, SumsFault),
        ["bytes of a fraction"] = (Bytes() with { Means = new(-1, 2, [1, 10, 1, 10]) }, "lowest byte of a sum -1 is not from 0 to 266"),
        ["bytes with a mark"] = (Bytes() with { Marks = [1, 1, 0] }, "mark of rows that are not finite 1 is not from 0 to 0"),
    };

    [Fact]
    public void Load_OfFileWrittenFromTheDocumentation_GivesItsStatistics()
    {
        ChannelStatistics statistics = StatisticsData.Load(new DocumentedStatistics().ToBytes());

        Assert.Equal((4, 0, false), (statistics.Rows, statistics.RowsSkipped, statistics.IsComplete));
        Assert.Equal([0, 1, 2, 7], statistics.Shards.Select(shard => shard.Index));
        Assert.Equal([3, 4, 5, 6, 8, 9], statistics.MissingShards);
        Assert.Equal([2.5, -256], statistics.GetMean("X"));
        // 12 values: 4 times 0.5, and 3 times 1.5² twice and 0.5² twice.
        Assert.Equal([17 / 11.0, 0], statistics.GetVariance("X"));
        Assert.Equal(new DocumentedStatistics().ToBytes(), StatisticsData.Save(statistics));
        Assert.Equal(10, StatisticsData.Load(Bytes().ToBytes()).GetMean("X")[0] * 12);
        LoadedStatistics.AssertValid(StatisticsData.Load((new DocumentedStatistics { Plan = "", Marks = [1, 8, 2] }).ToBytes()));
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Load_OfHostileFile_SaysWhatIsWrongAndAllocatesLittle(string name)
    {
        (DocumentedStatistics file, string fault) = Files[name];
        byte[] bytes = file.ToBytes();
        long before = GC.GetAllocatedBytesForCurrentThread();
        FormatException exception = Assert.Throws<FormatException>(() => StatisticsData.Load(bytes));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxAllocated);
        Assert.Equal($"The statistics cannot be read: {fault}. Collect and save them again, or fetch an undamaged copy.", exception.Message);
    }

    /// <summary>Shards are as many as a file says, but not one of them is made before it is asked for.</summary>
    [Fact]
    public void Load_OfBillionsOfShards_AllocatesLittle()
    {
        byte[] bytes = (new DocumentedStatistics { Shards = Huge, Ranges = [(0, 5), (10, Huge - 1)] }).ToBytes();
        long before = GC.GetAllocatedBytesForCurrentThread();
        ChannelStatistics statistics = StatisticsData.Load(bytes);
        Assert.Equal((Huge - 4, Huge - 1), (statistics.Shards.Count, statistics.Shards[^1].Index));
        Assert.Equal([6, 7, 8, 9], statistics.MissingShards);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxAllocated);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Load_OfSavedStatistics_GivesEqualOnes(string kind)
    {
        ChannelStatistics statistics = StatisticsData.Estimator().CollectStatistics(StatisticsData.View(kind), new Shard("plan", 3, 64));
        byte[] file = StatisticsData.Save(statistics);
        ChannelStatistics loaded = StatisticsData.Load(file);

        Assert.Equal(statistics, loaded);
        Assert.Equal(file, StatisticsData.Save(loaded));
        Assert.Equal(statistics.GetMean("X"), loaded.GetMean("X"));
        Assert.Equal(statistics.GetVariance("X"), loaded.GetVariance("X"));
        LoadedStatistics.AssertValid(loaded);
    }

    [Theory]
    [MemberData(nameof(Damaged))]
    public void Load_OfEveryCutAndEveryChangedByte_Throws(byte[] file)
    {
        for (int length = 0; length < file.Length; length++)
            AssertRefused(file[..length]);
        AssertRefused([.. file, 0]);
        for (int i = 0; i < file.Length; i++)
        {
            for (int bit = 0; bit < 8; bit++)
                AssertRefused([.. file[..i], (byte)(file[i] ^ (1 << bit)), .. file[(i + 1)..]]);
        }
    }

    [Theory]
    [MemberData(nameof(Damaged))]
    public void Load_OfEveryChangeWithItsChecksum_ThrowsOrGivesValidStatistics(byte[] file)
    {
        const int header = 12;
        byte[] body = ModelBlock.BodyOf(file[header..]);
        int valid = 0;
        for (int i = 0; i < body.Length; i++)
        {
            foreach (byte value in (byte[])[0, 1, 2, 0x7F, 0xFF, (byte)(body[i] ^ 0x40)])
            {
                byte[] changed = [.. body[..i], value, .. body[(i + 1)..]];
                if (LoadOrRefuse([.. file[..header], .. ModelBlock.WithChecksum(changed)]) is not { } statistics)
                    continue;
                valid++;
                LoadedStatistics.AssertValid(statistics);
            }
        }

        Assert.NotEqual(0, valid);
    }

    public static TheoryData<byte[]> Damaged() => new(
        new DocumentedStatistics().ToBytes(),
        Bytes().ToBytes(),
        (new DocumentedStatistics { Plan = "", Marks = [1, 8, 2] }).ToBytes(),
        StatisticsData.Save(StatisticsData.Estimator().CollectStatistics(StatisticsData.View("subnormals"), new Shard("plan", 3, 64))));

    [Fact]
    public void Load_FromStreamThatCannotSeek_ReadsToItsEnd()
    {
        byte[] file = new DocumentedStatistics().ToBytes();
        using var stream = new SlowStream(file);
        Assert.Equal(StatisticsData.Load(file), ChannelStatistics.Load(stream));
        using var cut = new SlowStream(file[..^1]);
        Assert.Throws<FormatException>(() => ChannelStatistics.Load(cut));
    }

    [Fact]
    public void Save_ToAFile_GivesWhatLoadReads()
    {
        string path = Path.GetTempFileName();
        try
        {
            ChannelStatistics statistics = StatisticsData.Load(new DocumentedStatistics().ToBytes());
            statistics.Save(path);
            Assert.Equal(new DocumentedStatistics().ToBytes(), File.ReadAllBytes(path));
            Assert.Equal(statistics, ChannelStatistics.Load(path));
        }
        finally
        {
            File.Delete(path);
        }

        Assert.Throws<FileNotFoundException>(() => ChannelStatistics.Load(path));
        Assert.Throws<ArgumentNullException>("stream", () => ChannelStatistics.Load((Stream)null!));
        Assert.Throws<ArgumentNullException>("stream", () => StatisticsData.Load(Bytes().ToBytes()).Save((Stream)null!));
    }

    /// <summary>Sums of bytes of 4 rows: 10 and 10, squares 90 and 90.</summary>
    private static DocumentedStatistics Bytes() => new()
    {
        Kind = 2,
        Means = new(0, 1, [10, 10]),
        Squares = new(0, 0, []),
        Deviations = new(0, 1, [90, 90]),
    };

    private static void AssertRefused(byte[] file) => Assert.Null(LoadOrRefuse(file));

    private static ChannelStatistics? LoadOrRefuse(byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            return StatisticsData.Load(file);
        }
        catch (FormatException exception)
        {
            Assert.StartsWith("The statistics cannot be read: ", exception.Message, StringComparison.Ordinal);
            return null;
        }
        finally
        {
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxAllocated);
        }
    }

    /// <summary>Gives a byte at a time, and has no length.</summary>
    private sealed class SlowStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 1)]);
    }
}
