using Microsoft.ML;
using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Rows;

/// <summary>
/// A row that cannot be read. A cursor knows only its own position, and one of several cursors reads only some of the view's rows, so
/// whoever counts the rows of the view names the row again.
/// </summary>
/// <param name="ColumnName">The input column.</param>
/// <param name="Problem">What is wrong, up to the row's number.</param>
/// <param name="Explanation">What follows the row's number.</param>
/// <param name="Advice">What to do, unless the explanation says so.</param>
/// <param name="Cause">What the source threw, if it did.</param>
internal sealed record RowFault(string ColumnName, string Problem, string Explanation, string Advice = "", Exception? Cause = null)
{
    private const string Key = "MlNetBatchNorm.RowFault";

    /// <summary>A row that does not hold what its column's type says.</summary>
    /// <param name="columnName">The input column.</param>
    /// <param name="found">What the row holds.</param>
    /// <param name="expected">What the type says, and what to do.</param>
    public static RowFault Mismatch(string columnName, string found, string expected) => new(columnName, $"has {found}", $", but its type says {expected}");

    /// <summary>A row that its source cannot deliver.</summary>
    public static RowFault OfSource(string columnName, Exception cause) => new(columnName, "cannot be read",
        $": {cause.Message.TrimEnd('.')}", ". Fix or remove what the row is read from, or set SkipUnreadableRows to leave such rows out.", cause);

    /// <summary>A row whose file cannot be used.</summary>
    /// <param name="columnName">The column that the file's content goes to.</param>
    /// <param name="file">The file, and the column that has it.</param>
    /// <param name="problem">What is wrong with it, such as "it ends too early".</param>
    public static RowFault OfFile(string columnName, string file, string problem) =>
        OfSource(columnName, Errors.Data($"{file} cannot be used: {problem}"));

    /// <summary>The fault that <see cref="InCursor"/> made the error for; null for other errors.</summary>
    public static RowFault? Of(Exception error) => error.Data[Key] as RowFault;

    /// <summary>The error, with the row's number among those that its cursor reads.</summary>
    public Exception InCursor(DataViewRow row)
    {
        Exception error = Error($"row {row.Position} of the cursor that reads it (counted from 0)");
        error.Data[Key] = this;
        return error;
    }

    /// <summary>The error, with the row's number in the view and the file or other text that its value is made from.</summary>
    public Exception InView(IDataView view, long row) => Error(RowOf(view, row));

    /// <summary>The text of <see cref="InView"/>, without advice.</summary>
    public string Describe(IDataView view, long row) => Text(RowOf(view, row));

    private string RowOf(IDataView view, long row)
    {
        string origin = RowOrigin.Describe(view, ColumnName, row);
        return origin.Length == 0 ? $"row {row} (counted from 0)" : $"row {row} (counted from 0; {origin})";
    }

    private string Text(string row) => $"Input column '{ColumnName}' {Problem} in {row}{Explanation}";

    private Exception Error(string row) => Errors.Data(Text(row) + Advice, Cause);
}
