using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Tests.Numerics;

/// <summary>Exact sums as text that shows every bit.</summary>
internal static class ExactText
{
    /// <summary>The sums of all columns.</summary>
    public static string Of(ChannelStatistics? statistics) =>
        statistics is null ? "" : string.Join(Environment.NewLine, statistics.Columns.Select(column => Of(column.Moments)));

    public static string Of(ExactMoments moments) => $"{moments.Rows} rows: " +
        string.Join(' ', moments.Sums.Select(Of)) + $" {Convert.ToHexString([.. moments.NonFinite.ToArray().Select(kinds => (byte)kinds)])}";

    private static string Of(ExactSum sum)
    {
        (int low, byte[] bytes) = sum.ToBytes();
        return $"{low}:{Convert.ToHexString(bytes)}";
    }
}
