using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Numerics;

namespace MlNetBatchNorm.DataView;

/// <summary>Computes the normalized values of the row that a cursor stands on.</summary>
internal static class OutputColumn
{
    /// <summary>A getter that reuses the caller's buffer, and allocates nothing once that is large enough.</summary>
    public static Delegate MakeGetter(FittedColumn column, DataViewRow input) => column.Input.Kind switch
    {
        ItemKind.Single => Getter<float, float>(column, ValueRows.Dense<float>(input, column.Input)),
        ItemKind.Double => Getter<double, double>(column, ValueRows.Dense<double>(input, column.Input)),
        _ => Getter<byte, float>(column, ValueRows.Bytes(input, column.Input)),
    };

    private static ValueGetter<VBuffer<T>> Getter<TSource, T>(FittedColumn column, ValueRow<TSource> row)
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        AffineMap<T> map = ParametersMap.Create<T>(column.Input.Channels, column.Parameters);
        return (ref VBuffer<T> destination) =>
        {
            ReadOnlySpan<TSource> source = row.Read();
            VBufferEditor<T> editor = VBufferEditor.Create(ref destination, source.Length);
            AffineKernel.Apply(source, editor.Values, map);
            destination = editor.Commit();
        };
    }
}
