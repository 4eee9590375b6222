using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Onnx;

/// <summary>A column's dimensions and where its channels stand, with parameters and rows that fit.</summary>
public sealed record LayoutCase(string Name, int[] Dimensions, ChannelLayout Layout, int Channels)
{
    private const int RowCount = 4;

    public static IReadOnlyList<LayoutCase> All { get; } =
    [
        new("features", [5], ChannelLayout.ChannelsFirst, 5),
        new("features_last", [5], ChannelLayout.ChannelsLast, 5),
        new("one_value", [1], ChannelLayout.ChannelsFirst, 1),
        new("flat_first", [12], ChannelLayout.ChannelsFirst, 3),
        new("flat_last", [12], ChannelLayout.ChannelsLast, 3),
        new("sequence_first", [3, 7], ChannelLayout.ChannelsFirst, 3),
        new("sequence_last", [7, 3], ChannelLayout.ChannelsLast, 3),
        new("image_first", [3, 5, 4], ChannelLayout.ChannelsFirst, 3),
        new("image_last", [5, 4, 3], ChannelLayout.ChannelsLast, 3),
        new("gray_first", [1, 5, 4], ChannelLayout.ChannelsFirst, 1),
        new("one_pixel_last", [1, 1, 1], ChannelLayout.ChannelsLast, 1),
        new("volume_first", [2, 3, 5, 4], ChannelLayout.ChannelsFirst, 2),
        new("volume_last", [3, 5, 4, 2], ChannelLayout.ChannelsLast, 2),
    ];

    public int Size => Dimensions.Aggregate(1, (product, dimension) => product * dimension);

    /// <summary>The channel of a value in a row.</summary>
    public int ChannelAt(int index) => Layout == ChannelLayout.ChannelsLast ? index % Channels : index / (Size / Channels);

    public static TheoryData<string> Names() => [.. All.Select(layout => layout.Name)];

    public static LayoutCase Named(string name) => All.Single(layout => layout.Name == name);

    /// <summary>Rows of numbers around <paramref name="mean"/>; as bytes, of all bytes.</summary>
    public T[][] Rows<T>(double mean) where T : struct
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, RowCount).Select(_ => Enumerable.Range(0, Size).Select(_ => Value()).ToArray())];

        T Value() => typeof(T) == typeof(byte)
            ? (T)(object)(byte)random.Next(256)
            : (T)Convert.ChangeType(mean + (4 * random.NextDouble()) - 2, typeof(T), null);
    }

    /// <summary>Parameters whose channels all differ.</summary>
    public BatchNormParameters Parameters(double mean, double deviation) => new(
        Values(c => mean + (0.25 * c * deviation)),
        Values(c => deviation * deviation * (1 + (0.5 * c))),
        Values(c => 0.5 + (0.75 * c)),
        Values(c => 0.125 - (0.25 * c)),
        layout: Layout);

    public BatchNormTransformer Fit<T>(MLContext ml, BatchNormParameters parameters) where T : struct =>
        ml.Transforms.NormalizeBatch("Y", ColumnValues.Input, parameters).Fit(ColumnValues.View(ml, Rows<T>(0), Dimensions));

    private float[] Values(Func<int, double> of) => [.. Enumerable.Range(0, Channels).Select(c => (float)of(c))];
}
