using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>Blocks whose checksum is right and whose content is made to hurt.</summary>
public sealed class HostileBlockTests
{
    private const int MaxAllocated = 1 << 20;
    private const int Huge = int.MaxValue;

    public static TheoryData<string> Cases() => [.. Blocks.Keys];

    private static Dictionary<string, (DocumentedBlock Block, string Fault)> Blocks { get; } = new()
    {
        ["huge number of columns"] = (new() { Columns = Huge }, "it is cut off"),
        ["no columns"] = (new() { Columns = 0 }, "number of columns 0 is not from 1 to 2147483647"),
        ["negative number of columns"] = (new() { Columns = -1 }, "number of columns -1 is not from 1 to 2147483647"),
        ["huge name"] = (new() { OutputNameLength = Huge }, "it is cut off"),
        ["negative name"] = (new() { InputNameLength = -1 }, "length of the input column name -1 is not from 1 to 2147483647"),
        ["empty name"] = (new() { OutputName = [] }, "length of the output column name 0 is not from 1 to 2147483647"),
        ["name that is no text"] = (new() { OutputName = [0xC3, 0x28] }, "output column name is not text"),
        ["unknown kind"] = (new() { Kind = 4 }, "kind 4 is not from 0 to 3"),
        ["image channels of a vector"] = (new() { ImageChannels = 1 }, "image channels 1 is not from 0 to 0"),
        ["unknown image channels"] = (new() { Kind = 3, ImageChannels = 5 }, "image channels 5 is not from 0 to 4"),
        ["image of two dimensions"] = (new() { Kind = 3 }, "3x4 are not the dimensions of an image's Rgb channels"),
        ["image of other channels"] = (new() { Kind = 3, Dimensions = [3, 1, 4], ImageChannels = 4 }, "3x1x4 are not the dimensions of an image's Gray channels"),
        ["image of other layout"] = (new() { Kind = 3, Dimensions = [3, 2, 2], Layout = 2 }, "3x2x2 values do not divide into 3 channels, ChannelsLast"),
        ["image without dimensions"] = (new() { Kind = 3, Dimensions = [], Channels = 1 }, " are not the dimensions of an image's Rgb channels"),
        ["five dimensions"] = (new() { NumDimensions = 5 }, "number of dimensions 5 is not from 0 to 4"),
        ["dimension of 0"] = (new() { Dimensions = [3, 0] }, "dimension 0 is not from 1 to 2147483647"),
        ["negative dimension"] = (new() { Dimensions = [-3, 4] }, "dimension -3 is not from 1 to 2147483647"),
        ["huge dimension"] = (new() { Dimensions = [Huge] }, "its dimensions are larger than any row"),
        ["huge dimensions"] = (new() { Dimensions = [65536, 65536, 65536, 65536] }, "its dimensions are larger than any row"),
        ["unknown layout"] = (new() { Layout = 3 }, "layout 3 is not from 1 to 2"),
        ["layout not told"] = (new() { Layout = 0 }, "layout 0 is not from 1 to 2"),
        ["huge number of channels"] = (new() { Channels = Huge }, "number of channels 2147483647 is not from 1 to 12"),
        ["as many channels as a row may hold"] = (new() { Dimensions = [1 << 30], Channels = 1 << 30 }, "it is cut off"),
        ["no channels"] = (new() { Channels = 0 }, "number of channels 0 is not from 1 to 12"),
        ["channels that do not divide"] = (new() { Channels = 5 }, "3x4 values do not divide into 5 channels, ChannelsFirst"),
        ["channels of the other dimension"] = (new() { Channels = 4 }, "3x4 values do not divide into 4 channels, ChannelsFirst"),
        ["channels of the other layout"] = (new() { Layout = 2 }, "3x4 values do not divide into 3 channels, ChannelsLast"),
        ["channels of no divisor"] = (new() { Dimensions = [10] }, "10 values do not divide into 3 channels, ChannelsFirst"),
        ["batch of no rows"] = (new() { BatchSize = 0 }, "batch size 0 is not from 1 to 2147483647"),
        ["unknown statistics"] = (new() { Statistics = 2 }, "statistics 2 is not from 0 to 1"),
        ["unknown flag"] = (new() { Flags = 16 }, "flags 16 is not from 0 to 15"),
        ["exact without statistics"] = (new() { Statistics = 1, Flags = 2 }, "exact statistics are not tracked"),
        ["negative epsilon"] = (new() { Epsilon = -1 }, "column 'Y': Epsilon must be finite and 0 or more, but is -1"),
        ["epsilon that is NaN"] = (new() { Epsilon = float.NaN }, "column 'Y': Epsilon must be finite and 0 or more, but is NaN"),
        ["momentum above 1"] = (new() { Momentum = 2 }, "column 'Y': Momentum must be from 0 to 1, or null for the cumulative average, but is 2"),
        ["negative batches"] = (new() { Batches = -1 }, "column 'Y': NumBatchesTracked must be 0 or more, but is -1"),
        ["mean that is NaN"] = (new() { Mean = [1, float.NaN, 3] }, "column 'Y': RunningMean must be finite, but channel 1 has NaN"),
        ["infinite variance"] =
            (new() { Variance = [1, 2, float.PositiveInfinity] }, "column 'Y': RunningVariance must be finite, but channel 2 has Infinity"),
        ["negative variance"] = (new() { Variance = [-1, 2, 3] }, "column 'Y': RunningVariance must be 0 or more, but channel 0 has -1"),
        ["weight that is NaN"] = (new() { Weight = [float.NaN, 1, 1] }, "column 'Y': Weight must be finite, but channel 0 has NaN"),
        ["infinite bias"] = (new() { Bias = [1, float.NegativeInfinity, 1] }, "column 'Y': Bias must be finite, but channel 1 has -Infinity"),
        ["exact statistics cut off"] = (new() { Statistics = 1 }, "it is cut off"),
        ["something left over"] = (new() { Exact = [0] }, "1 bytes are left over"),
        ["huge body"] = (new() { BodyLength = Huge }, "it is cut off"),
        ["negative body"] = (new() { BodyLength = -1 }, "it is cut off"),
        ["body of another length"] = (new() { BodyLength = 40 }, "its checksum does not agree with its content"),
    };

    [Fact]
    public void Read_OfBlockWrittenFromTheDocumentation_GivesItsValues()
    {
        FittedColumns columns = ModelBlock.Read(new DocumentedBlock().ToBytes());
        FittedColumn column = Assert.Single(columns);
        Assert.Equal(("Y", "X", ColumnKind.Single, 32, BatchNormStatistics.Running, true),
            (column.OutputColumnName, column.Input.ColumnName, column.Input.Kind, columns.BatchSize, columns.Statistics, columns.TracksRunningStats));
        Assert.Equal([3, 4], column.Input.Dimensions);
        BatchNormParameters parameters = column.Parameters;
        Assert.Equal((3, ChannelLayout.ChannelsFirst, 0.5f, 0.25f, 7),
            (parameters.NumFeatures, parameters.Layout, parameters.Epsilon, parameters.Momentum, parameters.NumBatchesTracked));
        Assert.Equal([1, 2, 3], parameters.RunningMean);
        Assert.Equal([0.25f, 4, 9], parameters.RunningVariance);
        Assert.Equal([-1, 0, 2], parameters.Weight!.Value);
        Assert.Equal([5, 6, -7], parameters.Bias!.Value);
        Assert.Null(ModelBlock.Read((new DocumentedBlock() with { Flags = 1 | 2 | 4 }).ToBytes()).Single().Parameters.Momentum);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Read_OfHostileBlock_SaysWhatIsWrongAndAllocatesLittle(string name)
    {
        (DocumentedBlock block, string fault) = Blocks[name];
        byte[] bytes = block.ToBytes();

        long before = GC.GetAllocatedBytesForCurrentThread();
        FormatException exception = Assert.Throws<FormatException>(() => ModelBlock.Read(bytes));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxAllocated);
        Assert.Equal(
            $"The model's batch normalization cannot be read: {fault}. Save the model again, or fetch an undamaged copy.", exception.Message);
    }
}
