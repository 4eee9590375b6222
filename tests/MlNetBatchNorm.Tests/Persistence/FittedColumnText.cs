using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>All that a transformer keeps of a column, as text that shows every bit.</summary>
internal static class FittedColumnText
{
    public static IEnumerable<string> Of(FittedColumns columns) => [$"{columns.BatchSize} {columns.Statistics}", .. columns.Select(Of)];

    private static string Of(FittedColumn column) => string.Join(Environment.NewLine,
        $"{column.Input.ColumnName} to {column.OutputColumnName}",
        $"{column.Input.Kind} {string.Join('x', column.Input.Dimensions)} {column.Input.Channels} {column.Input.Image}",
        Of(column.Pooled),
        Of(column.Parameters));

    private static string Of(BatchNormParameters parameters) => string.Join(Environment.NewLine,
        $"{parameters.NumFeatures} {parameters.Layout} {parameters.NumBatchesTracked}",
        $"epsilon {Of([parameters.Epsilon])} momentum {(parameters.Momentum is { } momentum ? Of([momentum]) : "null")}",
        $"mean {Of(parameters.RunningMean)} variance {Of(parameters.RunningVariance)}",
        $"weight {Of(parameters.Weight)} bias {Of(parameters.Bias)}");

    private static string Of(IEnumerable<float>? values) =>
        values is null ? "null" : string.Join(' ', values.Select(value => $"{BitConverter.SingleToInt32Bits(value):x8}"));

    private static string Of(ChannelMoments? moments) => moments switch
    {
        null => "null",
        ByteMoments bytes => $"{bytes.Count}: {string.Join(' ', Channels(bytes).Select(c => $"{bytes.Sum(c)}/{bytes.Squares(c)}"))}",
        _ => $"{moments.Count}: {string.Join(' ', Channels(moments).Select(c => $"{Of(moments.Mean(c))}/{Of(moments.SquaredDeviations(c))}"))}",
    };

    private static string Of(double value) => $"{BitConverter.DoubleToInt64Bits(value):x16}";

    private static IEnumerable<int> Channels(ChannelMoments moments) => Enumerable.Range(0, moments.Channels);
}
