using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Stock;

/// <summary>Makes the chain of ML.NET's own normalizers that maps like a transformer: one for each column.</summary>
internal static class StockChain
{
    /// <exception cref="InvalidOperationException">Such a normalizer cannot express a column; the message names it and the reason.</exception>
    public static TransformerChain<ITransformer> Create(MLContext mlContext, IEnumerable<FittedColumn> columns) =>
        new([.. InOrder(columns).Select(column => Normalizer(mlContext, column))]);

    /// <summary>In a chain a column is gone once another was written over it, so whatever reads it comes before.</summary>
    private static List<FittedColumn> InOrder(IEnumerable<FittedColumn> columns)
    {
        List<FittedColumn> rest = [.. columns], ordered = [];
        while (rest.Count > 0)
        {
            FittedColumn next = rest.Find(column => !rest.Any(other => other != column && other.Input.ColumnName == column.OutputColumnName))
                ?? throw Errors.Data(
                    $"Output column '{rest[0].OutputColumnName}' is written over an input column that another column, written over the input of this " +
                    "one, is made from. Normalizers in a chain cannot trade columns like that. Give the output columns names of their own.");
            ordered.Add(next);
            rest.Remove(next);
        }

        return ordered;
    }

    private static NormalizingTransformer Normalizer(MLContext mlContext, FittedColumn column)
    {
        StockValidation.Check(column);
        return (column.Input.Kind, column.Input.IsScalar) switch
        {
            (ColumnKind.Double, false) => Fit<double, double[]>(mlContext, column, values => values),
            (ColumnKind.Double, true) => Fit<double, double>(mlContext, column, values => values[0]),
            (_, true) => Fit<float, float>(mlContext, column, values => values[0]),
            _ => Fit<float, float[]>(mlContext, column, values => values),
        };
    }

    /// <summary>What is fitted on a row of minima and a row of maxima maps by <c>(x - minimum) / (maximum - minimum)</c>.</summary>
    private static NormalizingTransformer Fit<T, TValue>(MLContext mlContext, FittedColumn column, Func<T[], TValue> toValue)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        StockRange<T>[] ranges = [.. Enumerable.Range(0, column.Parameters.NumFeatures).Select(channel => StockRange<T>.Of(column, channel))];
        StockRange<T>[] slots = [.. Enumerable.Range(0, column.Input.Channels.Size).Select(slot => ranges[column.Input.Channels.ChannelAt(slot)])];

        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row<TValue>));
        SchemaDefinition.Column values = schema[nameof(Row<TValue>.Value)];
        values.ColumnName = column.Input.ColumnName;
        values.ColumnType = column.Input.OutputType;
        IDataView rows = mlContext.Data.LoadFromEnumerable(
            [
                new Row<TValue> { Value = toValue([.. slots.Select(slot => slot.Minimum)]) },
                new Row<TValue> { Value = toValue([.. slots.Select(slot => slot.Maximum)]) },
            ],
            schema);
        return mlContext.Transforms.NormalizeMinMax(column.OutputColumnName, column.Input.ColumnName, fixZero: false).Fit(rows);
    }

    private sealed class Row<TValue>
    {
        public TValue? Value { get; set; }
    }
}
