using Microsoft.ML;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>What is saved is loaded, to the bit.</summary>
public sealed class RoundTripTests
{
    private readonly MLContext _ml = new();

    public static TheoryData<string> Cases() => [.. WorkoutCases.All.Keys];

    public static TheoryData<string> Names() =>
    [
        "Pixels",
        "with space",
        "Ünï-cödé 漢字 🙂",
        "'single' \"double\" {0} \\ / ; , %",
        "line\nbreak\ttab",
        new string('n', 1000),
        new string('漢', 1000),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Load_OfAnySavedEstimator_GivesTheSameParameters(string name)
    {
        WorkoutCase test = WorkoutCases.All[name](_ml.Transforms);
        var transformer = (BatchNormTransformer)test.Estimator.Fit(test.Data);

        var loaded = (BatchNormTransformer)SavedModel.Of(_ml, transformer, test.Data.Schema).Load();

        Assert.Equal(FittedColumnText.Of(transformer.Columns), FittedColumnText.Of(loaded.Columns));
        Assert.Equal(transformer.ToString(), loaded.ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Load_OfColumnsOfAnyName_GivesTheSameNames(string name)
    {
        string output = name + "!";
        MemoryView view = new(MemoryColumn.Vectors(name, TestRows.Create<float>(4, 3), [3]));
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch(output, name).Fit(view);

        ITransformer loaded = SavedModel.Of(_ml, transformer, view.Schema).Load();

        IDataView transformed = loaded.Transform(view);
        Assert.Equal([name, output], transformed.Schema.Select(column => column.Name));
        Assert.Equal(ViewText.Rows(transformer.Transform(view)), ViewText.Rows(transformed));
    }

    /// <summary>Values at the ends of what a float and a count hold.</summary>
    [Fact]
    public void Load_OfExtremeParameters_GivesTheSameBits()
    {
        var parameters = new BatchNormParameters(
            [0, float.NegativeZero, float.MaxValue, float.MinValue, float.Epsilon],
            [float.Epsilon, 1, float.MaxValue, 1e-30f, 1e-38f],
            [0, float.NegativeZero, 1e30f, -1, 1e-30f],
            [float.NegativeZero, float.MaxValue, 0, 1, float.Epsilon],
            epsilon: float.BitIncrement(0), momentum: 1, numBatchesTracked: long.MaxValue, layout: ChannelLayout.ChannelsLast);
        MemoryView view = new(MemoryColumn.Vectors("X", TestRows.Create<float>(2, 5), [5]));
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X", parameters).Fit(view);

        var loaded = (BatchNormTransformer)SavedModel.Of(_ml, transformer, view.Schema).Load();

        Assert.Equal(FittedColumnText.Of(transformer.Columns), FittedColumnText.Of(loaded.Columns));
    }
}
