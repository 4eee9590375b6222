using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>What must hold of columns that were loaded, whatever file they come from.</summary>
internal static class LoadedColumns
{
    private const int MostValues = 10_000;

    private static readonly MLContext Ml = new();

    public static void AssertValid(FittedColumns columns)
    {
        Assert.NotEmpty(columns);
        Assert.All(columns, AssertValid);
        Assert.InRange(columns.BatchSize, 1, int.MaxValue);
        if (columns.Exact is { } exact)
            LoadedStatistics.AssertValid(exact, columns.Select(column => column.Input.ColumnName));
        if (columns.All(column => column.Input.Channels.Size <= MostValues))
            AssertApplies(columns);
    }

    private static void AssertValid(FittedColumn column)
    {
        BatchNormParameters parameters = column.Parameters;
        int channels = parameters.NumFeatures;
        Assert.Equal(channels, column.Input.Channels.Channels);
        Assert.Equal(column.Input.Dimensions.Aggregate((product, dimension) => product * dimension), column.Input.Channels.Size);
        int end = parameters.Layout == ChannelLayout.ChannelsLast ? column.Input.Dimensions[^1] : column.Input.Dimensions[0];
        Assert.True(column.Input.Dimensions.Length == 1 ? end % channels == 0 : end == channels);
        Assert.Contains(parameters.RunningMean.Length, (int[])[0, channels]);
        Assert.Equal(parameters.RunningMean.Length, parameters.RunningVariance.Length);
        Assert.Equal(parameters.Weight.HasValue, parameters.Bias.HasValue);
        Assert.Equal(channels, parameters.Weight?.Length ?? channels);
        Assert.Equal(channels, parameters.Bias?.Length ?? channels);
        Assert.All(parameters.RunningMean.Concat(parameters.Weight ?? []).Concat(parameters.Bias ?? []), value => Assert.True(float.IsFinite(value)));
        Assert.All(parameters.RunningVariance, value => Assert.True(float.IsFinite(value) && value >= 0));
        Assert.True(float.IsFinite(parameters.Epsilon) && parameters.Epsilon >= 0);
        Assert.True(parameters.Momentum is null or (>= 0 and <= 1));
        Assert.InRange(parameters.NumBatchesTracked, 0, long.MaxValue);
    }

    /// <summary>Rows go through, and none becomes NaN.</summary>
    private static void AssertApplies(FittedColumns columns)
    {
        ColumnShape[] inputs = [.. columns.Select(column => column.Input).DistinctBy(input => input.ColumnName)];
        bool compatible = columns.All(column =>
            inputs.Any(input => input.ColumnName == column.Input.ColumnName && TypeOf(input).Equals(TypeOf(column.Input))));
        if (!compatible)
            return;
        MemoryView view = new([.. inputs.Select(Rows)]);
        IDataView output = new BatchNormTransformer(Ml, columns).Transform(view);
        foreach (FittedColumn column in columns)
            Assert.DoesNotContain(ViewText.Cells(output, output.Schema[column.OutputColumnName]), row => row.Contains("NaN", StringComparison.Ordinal));
    }

    private static DataViewType TypeOf(ColumnShape input) => Rows(input).Type;

    private static MemoryColumn Rows(ColumnShape input)
    {
        const int count = 3;
        int[] dimensions = [.. input.Dimensions];
        return input.Kind switch
        {
            ColumnKind.Single => MemoryColumn.Vectors(input.ColumnName, TestRows.Create<float>(count, input.Channels.Size), dimensions),
            ColumnKind.Double => MemoryColumn.Vectors(input.ColumnName, TestRows.Create<double>(count, input.Channels.Size), dimensions),
            ColumnKind.Byte => MemoryColumn.Vectors(input.ColumnName, TestRows.Create<byte>(count, input.Channels.Size), dimensions),
            _ => Images(input.ColumnName, input.Image!.Value.Height, input.Image!.Value.Width),
        };
    }

    private static MemoryColumn Images(string name, int height, int width) => MemoryColumn.Create(name, new ImageDataViewType(height, width),
        [.. TestRows.Create<byte>(3, height * width * 4).Select(pixels => MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, pixels))]);
}
