using System.Text.Json;
using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>Columns of doubles, and what normalizing them gives: see Reference/generate_doubles.py. Every column is a channel.</summary>
internal sealed record DoubleReference(
    string[] Names,
    double[][] Columns,
    Dictionary<string, double[][]> Exact,
    DoubleReference.Module Running,
    DoubleReference.Module Cumulative,
    DoubleReference.Module Batchwise,
    double[][] StandardScaler)
{
    public const int BatchSize = 16;

    private static readonly Lazy<DoubleReference> File = new(() => JsonSerializer.Deserialize<DoubleReference>(
        System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fitting", "Reference", "doubles.json")), JsonSerializerOptions.Web)!);

    public static DoubleReference Load() => File.Value;

    /// <summary>The rows: one value of each column.</summary>
    public IDataView View(MLContext ml) => ColumnValues.View(ml, Transposed(Columns), Columns.Length);

    /// <summary>Columns from rows, or rows from columns.</summary>
    public static double[][] Transposed(double[][] values) => [.. Enumerable.Range(0, values[0].Length).Select(i => values.Select(row => row[i]).ToArray())];

    /// <summary>Buffers, which are null where none are tracked, and outputs of a torch.nn.BatchNorm1d module.</summary>
    internal sealed record Module(double[]? Mean, double[]? Variance, double[][] Output);
}
