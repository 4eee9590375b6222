using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNetBatchNorm.Access;

/// <summary>Makes exceptions as ML.NET makes its own: of the kinds that its users know, and marked as intended.</summary>
internal static class Errors
{
    /// <summary>A parameter, an option or a column of a schema is not what it must be.</summary>
    public static Exception Parameter(string name, string message) => Contracts.ExceptParam(name, message);

    /// <summary>An input column is not what it must be.</summary>
    public static Exception Column(string columnName, string violation) => Parameter("inputSchema", $"Input column '{columnName}' {violation}");

    /// <summary>A cursor is asked for a column that it was not made for.</summary>
    public static Exception InactiveColumn(DataViewSchema.Column column) =>
        Parameter(nameof(column), $"Column '{column.Name}' is not active in this cursor. Name it when asking for the cursor.");

    /// <summary>The data is not what fitting or applying needs.</summary>
    public static Exception Data(string message, Exception? cause = null) => cause is null ? Contracts.Except(message) : Contracts.Except(cause, message);

    /// <summary>A model file is cut, changed, or not what it claims to be.</summary>
    public static Exception Model(string message) => Contracts.ExceptDecode(message);
}
