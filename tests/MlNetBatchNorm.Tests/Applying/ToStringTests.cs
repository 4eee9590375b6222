using System.Diagnostics;
using System.Reflection;
using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Applying;

/// <summary>How parameters and transformers read: in a log line and in the debugger.</summary>
public sealed class ToStringTests
{
    private readonly MLContext _ml = new();

    [Fact]
    public void ToString_OfParameters_TellsMeanAndDeviation() => Assert.Equal(
        "3 channels, ChannelsFirst, 7 batches; mean ± deviation: 0.5 ± 2, -1234.6 ± 0.1, 0 ± 1",
        new BatchNormParameters([0.5f, -1234.56789f, 0], [4, 0.01f, 1], numBatchesTracked: 7, layout: ChannelLayout.ChannelsFirst).ToString());

    [Fact]
    public void ToString_OfManyChannels_TellsFour() => Assert.Equal(
        "6 channels, Auto, 0 batches; mean ± deviation: 0 ± 1, 1 ± 1, 2 ± 1, 3 ± 1, …",
        new BatchNormParameters([0, 1, 2, 3, 4, 5], [1, 1, 1, 1, 1, 1]).ToString());

    [Fact]
    public void ToString_OfUntrackedParameters_SaysSo()
    {
        IDataView view = ColumnValues.View(_ml, RandomRows.Singles(4, 6), 3, 2);

        Assert.Equal("3 channels, ChannelsFirst, 0 batches; each batch by its own statistics",
            _ml.Transforms.NormalizeBatch("Y", "X", trackRunningStats: false).Fit(view).Parameters[0].ToString());
    }

    [Fact]
    public void ToString_OfTransformer_TellsEachColumn()
    {
        IDataView view = ColumnValues.View<float>(_ml, [[1, 5], [3, 5]], 2);
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch([new("A", "X"), new("B", "X")], new BatchNormEstimator.Options { Momentum = null })
            .Fit(view);

        const string learned = "2 channels, ChannelsFirst, 1 batch; mean ± deviation: 2 ± 1.4142, 5 ± 0";
        Assert.Equal($"X to A: {learned}{Environment.NewLine}X to B: {learned}", transformer.ToString());
        Assert.Equal(transformer.ToString(), Models.Reload(_ml, transformer, view.Schema).ToString());
    }

    [Theory]
    [InlineData(typeof(BatchNormParameters))]
    [InlineData(typeof(BatchNormTransformer))]
    public void DebuggerDisplay_OfType_IsItsText(Type type) =>
        Assert.Equal("{ToString(),nq}", type.GetCustomAttribute<DebuggerDisplayAttribute>()!.Value);
}
