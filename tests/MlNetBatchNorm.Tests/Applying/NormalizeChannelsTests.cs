using Microsoft.ML;
using MlNetBatchNorm.Tests.PyTorch;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Applying;

/// <summary>Known statistics against torchvision.transforms.Normalize: see PyTorch/Reference/generate_normalize.py.</summary>
public sealed class NormalizeChannelsTests
{
    /// <summary>Of the largest output; torchvision computes in floats, too.</summary>
    private const double Tolerance = 1e-6;

    public static TheoryData<string> Names() => NormalizeCase.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void Transform_OfTorchvisionsPixels_GivesItsOutput(string name)
    {
        NormalizeCase torch = NormalizeCase.Load(name);
        float[][] actual = Normalize(torch, torch.Rows, torch.Dimensions, ChannelLayout.ChannelsFirst);

        AssertClose(torch.Output, actual);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Transform_OfTorchvisionsBytes_GivesItsOutput(string name)
    {
        NormalizeCase torch = NormalizeCase.Load(name);
        byte[][] rows = [.. torch.Rows.Select(row => row.Select(value => (byte)value).ToArray())];

        AssertClose(torch.Output, Normalize(torch, rows, torch.Dimensions, ChannelLayout.ChannelsFirst));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Transform_OfTorchvisionsPixelsChannelsLast_GivesItsOutput(string name)
    {
        NormalizeCase torch = NormalizeCase.Load(name);
        float[][] rows = [.. torch.Rows.Select(torch.ChannelsLast)];
        int[] dimensions = [.. torch.Dimensions[1..], torch.Dimensions[0]];

        AssertClose([.. torch.Output.Select(torch.ChannelsLast)], Normalize(torch, rows, dimensions, ChannelLayout.ChannelsLast));
    }

    [Fact]
    public void Transform_OfDoubles_GivesTheQuotientInDoubles()
    {
        var ml = new MLContext();
        IDataView view = ColumnValues.View(ml, [[1e-3, 2, 100], [-7, 0.1, 1e10]], 3);
        BatchNormTransformer transformer = ml.Transforms.NormalizeChannels("Y", ColumnValues.Input, [0.5f, 1, 2], [0.5f, 4, 0.25f]).Fit(view);
        double[][] actual = ColumnValues.Read<double>(transformer.Transform(view), "Y");

        double[][] expected = [[(1e-3 - 0.5) / 0.5, (2.0 - 1) / 4, (100 - 2.0) / 0.25], [(-7 - 0.5) / 0.5, (0.1 - 1) / 4, (1e10 - 2) / 0.25]];
        for (int i = 0; i < 6; i++)
            Assert.Equal(expected[i / 3][i % 3], actual[i / 3][i % 3], 1e-15 * Math.Abs(expected[i / 3][i % 3]));
    }

    [Fact]
    public void Fit_OfKnownStatistics_ReadsNoRows()
    {
        var ml = new MLContext();
        var view = new WatchedView(ColumnValues.View(ml, RandomRows.Singles(4, 2), 2))
        {
            BeforeRow = _ => throw new InvalidOperationException("A row was read."),
        };

        ml.Transforms.NormalizeChannels("Y", ColumnValues.Input, [1, 2], [3, 4]).Fit(view);
        ml.Transforms.NormalizeBatch("Y", ColumnValues.Input, new BatchNormParameters([1, 2], [3, 4])).Fit(view);

        Assert.Equal(0, view.Cursors);
        Assert.Throws<InvalidOperationException>(() => ml.Transforms.NormalizeBatch("Y", ColumnValues.Input).Fit(view));
    }

    [Fact]
    public void NormalizeChannels_OfNoChannels_IsRefused() => AssertRefused([], [],
        "mean and standardDeviation must hold one value per channel each, but mean holds 0 and standardDeviation 0.");

    [Theory]
    [InlineData(float.PositiveInfinity, "must be finite and more than 0, but is Infinity.")]
    [InlineData(1e-40f, "must have a square that a float holds, but is 1E-40.")]
    [InlineData(1e-20f, "must have a square that a float holds, but is 1E-20.")]
    public void NormalizeChannels_OfImpossibleDeviation_IsRefused(float deviation, string violation) =>
        AssertRefused([1, 2, 3], [1, deviation, 1], $"standardDeviation[1] {violation}");

    private static float[][] Normalize<T>(NormalizeCase torch, T[][] rows, int[] dimensions, ChannelLayout layout) where T : struct
    {
        var ml = new MLContext();
        IDataView view = ColumnValues.View(ml, rows, dimensions);
        return ColumnValues.Read(ml.Transforms.NormalizeChannels("Y", ColumnValues.Input, torch.PixelMean, torch.PixelStd, layout).Fit(view).Transform(view), "Y");
    }

    private static void AssertClose(float[][] expected, float[][] actual) =>
        Close.AssertRelative([.. expected.SelectMany(row => row)], [.. actual.SelectMany(row => row)], Tolerance);

    private static void AssertRefused(float[] mean, float[] deviation, string expected) => ErrorText.IsOfParameter(
        "standardDeviation", expected, () => new MLContext().Transforms.NormalizeChannels("Y", "X", mean, deviation));
}
