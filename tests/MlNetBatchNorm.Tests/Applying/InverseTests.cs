using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.Rows;

namespace MlNetBatchNorm.Tests.Applying;

/// <summary>The map back.</summary>
public sealed class InverseTests
{
    /// <summary>Of the largest value: a float's rounding, there and back.</summary>
    private const double Tolerance = 4e-7;

    private readonly MLContext _ml = new();

    public static TheoryData<string, int[], ChannelLayout, bool, BatchNormStatistics> Cases() => new(
        from kind in (string[])["Single", "Double", "Byte"]
        from shape in ((int[], ChannelLayout)[])
            [([6], ChannelLayout.Auto), ([3, 5], ChannelLayout.ChannelsFirst), ([5, 3], ChannelLayout.ChannelsLast), ([5, 7, 3], ChannelLayout.Auto)]
        from affine in (bool[])[false, true]
        from statistics in Enum.GetValues<BatchNormStatistics>()
        select new TheoryDataRow<string, int[], ChannelLayout, bool, BatchNormStatistics>(kind, shape.Item1, shape.Item2, affine, statistics));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Inverse_OfNormalizedValues_GivesThemBack(string kind, int[] dimensions, ChannelLayout layout, bool affine, BatchNormStatistics statistics)
    {
        int size = dimensions.Aggregate((product, dimension) => product * dimension);
        int channels = dimensions.Length == 1 ? size : 3;
        IDataView view = View(kind, size, dimensions);
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options
        {
            BatchSize = 4,
            Layout = layout,
            Affine = affine,
            Statistics = statistics,
            Weight = affine ? [.. Enumerable.Range(1, channels).Select(c => c % 2 == 0 ? -0.25f * c : 1.5f * c)] : null,
            Bias = affine ? [.. Enumerable.Range(1, channels).Select(c => (float)(3 - c))] : null,
        }).Fit(view);
        BatchNormTransformer inverse = transformer.CreateInverse();
        IDataView back = inverse.Transform(transformer.Transform(view));

        AssertClose(Doubles(view, kind), Doubles(back, kind == "Double" ? kind : "Single"));
        Assert.Equal(((VectorDataViewType)view.Schema["X"].Type).Dimensions, ((VectorDataViewType)back.Schema["X"].Type).Dimensions);
        Bits.AssertEqual(inverse, Models.Reload(_ml, inverse, transformer.Transform(view).Schema));
    }

    [Fact]
    public void Inverse_ByReloadedModels_GivesTheSameBits()
    {
        IDataView view = ColumnValues.View(_ml, RandomRows.Singles(9, 15), 3, 5);
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X").Fit(view);
        IDataView normalized = transformer.Transform(view);
        float[][] expected = ColumnValues.Read(transformer.CreateInverse().Transform(normalized), "X");
        BatchNormTransformer saved = Models.Reload(_ml, transformer.CreateInverse(), normalized.Schema);
        BatchNormTransformer ofSaved = Models.Reload(_ml, transformer, view.Schema).CreateInverse();

        Bits.AssertEqual(expected, ColumnValues.Read(saved.Transform(normalized), "X"));
        Bits.AssertEqual(expected, ColumnValues.Read(ofSaved.Transform(normalized), "X"));
    }

    [Theory]
    [InlineData(ImageChannels.Rgb, ChannelLayout.ChannelsFirst)]
    [InlineData(ImageChannels.Bgra, ChannelLayout.ChannelsLast)]
    public void Inverse_OfImages_GivesTheirPixels(ImageChannels channels, ChannelLayout layout)
    {
        bool last = layout == ChannelLayout.ChannelsLast;
        IDataView view = ImageColumns.View(ImageColumns.Random(6, height: 5, width: 7));
        BatchNormTransformer transformer = _ml.Transforms
            .NormalizeBatch("Y", ImageColumns.Name, new BatchNormEstimator.Options { ImageChannels = channels, Layout = layout })
            .Fit(view);
        IDataView back = transformer.CreateInverse().Transform(transformer.Transform(view));
        byte[][] pixels = ImagePixels.Extract(_ml, ImageColumns.Random(6, height: 5, width: 7), channels, last);

        Assert.Equal(pixels, ColumnValues.Read(back, ImageColumns.Name).Select(row => row.Select(value => (byte)MathF.Round(value)).ToArray()));
    }

    [Fact]
    public void Inverse_OfPreset_GivesThePixels()
    {
        byte[][] pixels = RandomRows.Bytes(3, 3 * 20);
        IDataView view = ColumnValues.View(_ml, pixels, 3, 4, 5);
        BatchNormTransformer transformer = _ml.Transforms.NormalizeChannels("Y", "X", ImageNormalization.ImageNet).Fit(view);
        IDataView back = transformer.CreateInverse().Transform(transformer.Transform(view));

        Assert.Equal(pixels, ColumnValues.Read(back, "X").Select(row => row.Select(value => (byte)MathF.Round(value)).ToArray()));
    }

    [Fact]
    public void Inverse_OfTwoColumns_WritesToTheInputsNames()
    {
        IDataView view = ColumnValues.View(_ml, RandomRows.Singles(9, 3), 3);
        IDataView both = _ml.Transforms.CopyColumns("Z", "X").Fit(view).Transform(view);
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch([new("A", "X"), new("B", "Z")]).Fit(both);
        IDataView normalized = _ml.Transforms.SelectColumns("A", "B").Fit(transformer.Transform(both)).Transform(transformer.Transform(both));
        IDataView back = transformer.CreateInverse().Transform(normalized);

        Assert.Equal(["A", "B", "X", "Z"], back.Schema.Select(column => column.Name));
        AssertClose(Doubles(view, "Single"), Doubles(back, "Single"));
    }

    [Fact]
    public void Inverse_OfTheInverse_NormalizesAgain()
    {
        IDataView view = ColumnValues.View(_ml, RandomRows.Singles(9, 15), 3, 5);
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X").Fit(view);
        float[][] expected = ColumnValues.Read(transformer.Transform(view), "Y");
        float[][] actual = ColumnValues.Read(transformer.CreateInverse().CreateInverse().Transform(view), "Y");

        AssertClose(expected.SelectMany(row => row.Select(value => (double)value)), actual.SelectMany(row => row.Select(value => (double)value)));
    }

    /// <summary>The variance of 1e30 and values near 0 is more than a float holds: infinity, which makes no weight 0.</summary>
    [Fact]
    public void CreateInverse_OfInfiniteVariance_BlamesTheStatistics()
    {
        IDataView view = ColumnValues.View<float>(_ml, [[0, 0], [0, 1e30f]], 2);
        BatchNormTransformer transformer = _ml.Transforms
            .NormalizeBatch("Y", "X", new BatchNormEstimator.Options { NonFinite = NonFiniteHandling.Propagate })
            .Fit(view);

        ErrorText.IsOfData("Column 'Y': the statistics of channel 1 are not finite, or too large to divide by, so there is no map back.",
            () => transformer.CreateInverse());
    }

    private IDataView View(string kind, int size, int[] dimensions) => kind switch
    {
        "Single" => ColumnValues.View(_ml, RandomRows.Singles(10, size), dimensions),
        "Double" => ColumnValues.View(_ml, RandomRows.Doubles(10, size), dimensions),
        _ => ColumnValues.View(_ml, RandomRows.Bytes(10, size), dimensions),
    };

    private static IEnumerable<double> Doubles(IDataView view, string kind) => kind switch
    {
        "Single" => ColumnValues.Read<float>(view, "X").SelectMany(row => row.Select(value => (double)value)),
        "Double" => ColumnValues.Read<double>(view, "X").SelectMany(row => row),
        _ => ColumnValues.Read<byte>(view, "X").SelectMany(row => row.Select(value => (double)value)),
    };

    private static void AssertClose(IEnumerable<double> expected, IEnumerable<double> actual) =>
        Close.AssertRelative([.. expected], [.. actual], Tolerance);
}
