using Microsoft.ML;
using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Arguments;

/// <summary>Checks the names of columns where an estimator is made.</summary>
internal static class ColumnPairsValidation
{
    /// <exception cref="ArgumentOutOfRangeException">There are none, or a name is empty or given twice.</exception>
    public static void Check(IReadOnlyList<InputOutputColumnPair> columns)
    {
        if (columns.Count == 0)
            throw Errors.Parameter(nameof(columns), "columns must hold at least one pair of column names, but is empty.");
        var names = new HashSet<string>();
        for (int i = 0; i < columns.Count; i++)
        {
            InputOutputColumnPair? pair = columns[i];
            if (pair is null)
                throw Errors.Parameter(nameof(columns), $"columns must hold pairs of column names, but columns[{i}] is null.");
            CheckName(nameof(pair.OutputColumnName), pair.OutputColumnName);
            CheckName(nameof(pair.InputColumnName), pair.InputColumnName);
            if (!names.Add(pair.OutputColumnName))
                throw Errors.Parameter(nameof(columns), $"Output column '{pair.OutputColumnName}' is given twice. Give each output its own name.");
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">The name is empty.</exception>
    public static void CheckName(string parameter, string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
            throw Errors.Parameter(parameter, $"{parameter} must be a column's name, but is {(name is null ? "null" : $"'{name}'")}.");
    }
}
