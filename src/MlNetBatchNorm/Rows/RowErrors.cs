using Microsoft.ML;
using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Rows;

/// <summary>
/// What is said of a row that does not hold what its column's type says. A cursor knows only its own position, and one of several cursors
/// reads only some of the view's rows: who counts the rows of the view tells which one it is.
/// </summary>
internal static class RowErrors
{
    /// <summary>Holds how the error's text names the row.</summary>
    private const string RowKey = "MlNetBatchNorm.Row";

    public static Exception Create(DataViewRow row, string columnName, string found, string expected)
    {
        string ofCursor = $"row {row.Position} of the cursor that reads it";
        Exception error = Errors.Data($"Input column '{columnName}' has {found} in {ofCursor} (counted from 0), but its type says {expected}");
        error.Data[RowKey] = ofCursor;
        return error;
    }

    /// <summary>Whether <see cref="Create"/> made the error.</summary>
    public static bool IsOfRow(Exception error) => error.Data.Contains(RowKey);

    /// <summary>The same error, with the row's number in the view.</summary>
    public static Exception InView(Exception error, long row) =>
        Errors.Data(error.Message.Replace((string)error.Data[RowKey]!, $"row {row}", StringComparison.Ordinal));
}
