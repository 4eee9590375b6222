using Microsoft.ML;
using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Rows;

/// <summary>
/// A row that does not hold what its column's type says. A cursor knows only its own position, and one of several cursors reads only some
/// of the view's rows, so whoever counts the rows of the view names the row again.
/// </summary>
/// <param name="ColumnName">The input column.</param>
/// <param name="Found">What the row holds.</param>
/// <param name="Expected">What the type says, and what to do.</param>
internal sealed record RowFault(string ColumnName, string Found, string Expected)
{
    private const string Key = "MlNetBatchNorm.RowFault";

    /// <summary>The fault that <see cref="InCursor"/> made the error for; null for other errors.</summary>
    public static RowFault? Of(Exception error) => error.Data[Key] as RowFault;

    /// <summary>The error, with the row's number among those that its cursor reads.</summary>
    public Exception InCursor(DataViewRow row)
    {
        Exception error = Error($"row {row.Position} of the cursor that reads it");
        error.Data[Key] = this;
        return error;
    }

    /// <summary>The error, with the row's number in the view.</summary>
    public Exception InView(long row) => Error($"row {row}");

    private Exception Error(string row) =>
        Errors.Data($"Input column '{ColumnName}' has {Found} in {row} (counted from 0), but its type says {Expected}");
}
