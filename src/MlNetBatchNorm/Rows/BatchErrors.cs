using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Rows;

/// <summary>What fitting and batchwise applying have to say about a batch.</summary>
internal static class BatchErrors
{
    public static Exception OneValue(string columnName, long firstRow, string advice) => Errors.Data(
        $"Input column '{columnName}': the batch that begins at row {firstRow} (counted from 0) has one value per channel, and one value has no " +
        $"variance. {advice}");

    public static Exception SmallDeviation(string columnName, long firstRow, int channel, double deviation, string type, string otherwise) => Errors.Data(
        FormattableString.Invariant($"Input column '{columnName}': in the batch that begins at row {firstRow} (counted from 0), channel {channel} has the deviation {deviation:G2}, ") +
        $"and a {type} does not hold what its values would be multiplied by. Scale the column up before{otherwise}.");
}
