using MlNetBatchNorm.Columns;

using MlNetBatchNorm.Tests.Numerics;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>All that a transformer keeps of a column, as text that shows every bit.</summary>
internal static class FittedColumnText
{
    public static IEnumerable<string> Of(FittedColumns columns) =>
        [$"{columns.BatchSize} {columns.Statistics}", .. columns.Select(Of), $"{columns.Exact} {ExactText.Of(columns.Exact)}"];

    private static string Of(FittedColumn column) => string.Join(Environment.NewLine,
        $"{column.Input.ColumnName} to {column.OutputColumnName}",
        $"{column.Input.Kind} {string.Join('x', column.Input.Dimensions)} {column.Input.Channels} {column.Input.Image}",
        Of(column.Parameters));

    private static string Of(BatchNormParameters parameters) => string.Join(Environment.NewLine,
        $"{parameters.NumFeatures} {parameters.Layout} {parameters.NumBatchesTracked}",
        $"epsilon {Of([parameters.Epsilon])} momentum {(parameters.Momentum is { } momentum ? Of([momentum]) : "null")}",
        $"mean {Of(parameters.RunningMean)} variance {Of(parameters.RunningVariance)}",
        $"weight {Of(parameters.Weight)} bias {Of(parameters.Bias)}");

    private static string Of(IEnumerable<float>? values) =>
        values is null ? "null" : string.Join(' ', values.Select(value => $"{BitConverter.SingleToInt32Bits(value):x8}"));
}
