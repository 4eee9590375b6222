using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Rows;

/// <summary>What fitting and batchwise applying have to say about a batch.</summary>
internal static class BatchErrors
{
    public static Exception OneValue(string columnName, long firstRow, string advice) => Errors.Data(
        $"Input column '{columnName}': the batch that begins at row {firstRow} (counted from 0) has one value per channel, and one value has no " +
        $"variance. {advice}");
}
