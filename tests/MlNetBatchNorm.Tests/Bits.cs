using MlNetBatchNorm.Tests.Numerics;

namespace MlNetBatchNorm.Tests;

/// <summary>Compares floating-point values by their bits: 0 and -0 differ, and a NaN equals itself.</summary>
internal static class Bits
{
    public static void AssertEqual(float[][] expected, float[][] actual) =>
        Assert.Equal(expected.Select(row => row.Select(BitConverter.SingleToInt32Bits)), actual.Select(row => row.Select(BitConverter.SingleToInt32Bits)));

    public static void AssertEqual(double[][] expected, double[][] actual) =>
        Assert.Equal(expected.Select(row => row.Select(BitConverter.DoubleToInt64Bits)), actual.Select(row => row.Select(BitConverter.DoubleToInt64Bits)));

    /// <summary>All that was learned, exact sums included.</summary>
    public static void AssertEqual(BatchNormTransformer expected, BatchNormTransformer actual) => Assert.Equal(Of(expected), Of(actual));

    /// <summary>All that a transformer learned, as text that shows every bit.</summary>
    public static string Of(BatchNormTransformer transformer) => string.Join(Environment.NewLine, transformer.Columns.Select(column =>
        $"{column.OutputColumnName} {column.Parameters.NumBatchesTracked}: {Of(column.Parameters.RunningMean)} | {Of(column.Parameters.RunningVariance)}")
        .Append(ExactText.Of(transformer.Statistics)));

    private static string Of(IEnumerable<float> values) => string.Join(' ', values.Select(value => $"{BitConverter.SingleToInt32Bits(value):x8}"));
}
