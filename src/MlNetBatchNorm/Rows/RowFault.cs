using Microsoft.ML;
using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Rows;

/// <summary>
/// A row that cannot be read. A cursor knows only its own position, and one of several cursors reads only some of the view's rows, so
/// the code that counts the rows of the view names the row again.
/// </summary>
/// <param name="ColumnName">The input column.</param>
/// <param name="Problem">What is wrong, up to the row's number.</param>
/// <param name="Explanation">What follows the row's number.</param>
/// <param name="Advice">What to do, unless the explanation says so.</param>
/// <param name="Cause">What the source threw, if it did.</param>
/// <param name="AdviceOnObject">What to do where the value comes from an object of a list, if that is something else.</param>
/// <param name="Origin">What the value is made from, if the source says so: "Path '/images/1.png'".</param>
internal sealed record RowFault(
    string ColumnName, string Problem, string Explanation, string Advice = "", Exception? Cause = null, string? AdviceOnObject = null,
    string Origin = "")
{
    private const string Key = "MlNetBatchNorm.RowFault";

    private const string UnreadableRow = ". Fix or remove what the row is read from, or set SkipUnreadableRows to leave such rows out.";

    private const string DisposedImage =
        ". The image was disposed of: by its owner, or by ResizeImages, which hands on an image that already has its size and disposes of it one row later. " +
        "Leave ResizeImages out, or give images that are decoded anew each time the rows are read.";

    /// <summary>A row that does not hold what its column's type says.</summary>
    /// <param name="columnName">The input column.</param>
    /// <param name="found">What the row holds.</param>
    /// <param name="expected">What the type says, and what to do.</param>
    public static RowFault Mismatch(string columnName, string found, string expected) => new(columnName, $"has {found}", $", but its type says {expected}");

    /// <summary>A vector of another length than its column's type says. A null array of an object comes as a vector without values.</summary>
    public static RowFault OfLength(string columnName, int found, int expected) => new(
        columnName,
        found == 0 ? "has no values" : FormattableString.Invariant($"has {found} {(found == 1 ? "value" : "values")}"),
        $", but its type says {expected}",
        found == 0
            ? ". Check the object's array, which may be null, or the transform or loader that makes the column."
            : ". Check the transform or loader that makes the column.",
        AdviceOnObject: found == 0 ? $". The object's array is null or empty: give it {expected}." : ". Check the object's array.");

    /// <summary>A row that its source cannot deliver.</summary>
    public static RowFault OfSource(string columnName, Exception cause) => new(columnName, "cannot be read",
        $": {cause.Message.TrimEnd('.')}", IsDisposedImage(cause) ? DisposedImage : UnreadableRow, cause);

    /// <summary>A row whose file cannot be used.</summary>
    /// <param name="columnName">The column that the image goes to.</param>
    /// <param name="origin">The column of the path, and the path; empty where the file is in memory.</param>
    /// <param name="problem">What is wrong with the file, such as "it ends too early".</param>
    public static RowFault OfFile(string columnName, string origin, string problem) =>
        new(columnName, "cannot be read", $": {problem}", UnreadableRow, Origin: origin);

    /// <summary>The fault that <see cref="InCursor"/> made the error for; null for other errors.</summary>
    public static RowFault? Of(Exception error) => error.Data[Key] as RowFault;

    /// <summary>The error, with the row's number among those that its cursor reads.</summary>
    public Exception InCursor(DataViewRow row)
    {
        Exception error = Error($"row {row.Position} of the cursor that reads it (counted from 0{AfterSemicolon(Origin)})", Advice);
        error.Data[Key] = this;
        return error;
    }

    /// <summary>The error, with the row's number in the view and the file or other text that its value is made from.</summary>
    public Exception InView(IDataView view, long row) =>
        Error(RowOf(view, row), AdviceOnObject is not null && RowOrigin.IsObject(view, ColumnName) ? AdviceOnObject : Advice);

    /// <summary>The text of <see cref="InView"/>, without advice.</summary>
    public string Describe(IDataView view, long row) => Text(RowOf(view, row));

    /// <summary>ML.NET's image throws that, and has no type of exception for it.</summary>
    private static bool IsDisposedImage(Exception cause) => cause is InvalidOperationException { Message: "Object is disposed." };

    private string RowOf(IDataView view, long row)
    {
        string origin = Origin.Length > 0 ? Origin : RowOrigin.Describe(view, ColumnName, row);
        return $"row {row} (counted from 0{AfterSemicolon(origin)})";
    }

    private static string AfterSemicolon(string origin) => origin.Length == 0 ? "" : $"; {origin}";

    private string Text(string row) => $"Input column '{ColumnName}' {Problem} in {row}{Explanation}";

    private Exception Error(string row, string advice) => Errors.Data(Text(row) + advice, Cause);
}
