using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Numerics;

namespace MlNetBatchNorm.DataView;

/// <summary>Computes the normalized values of the row that a cursor stands on.</summary>
internal abstract class OutputColumn : IDisposable
{
    /// <summary>Binds to a row's column.</summary>
    public static OutputColumn Create(FittedColumn column, DataViewRow input) => column.Input.Kind switch
    {
        ItemKind.Single => new Of<float, float>(column, ValueRows.Dense<float>(input, column.Input)),
        ItemKind.Double => new Of<double, double>(column, ValueRows.Dense<double>(input, column.Input)),
        _ => new Of<byte, float>(column, ValueRows.Bytes(input, column.Input)),
    };

    /// <summary>The getter, which reuses the caller's buffer.</summary>
    public abstract Delegate Getter { get; }

    public abstract void Dispose();

    private sealed class Of<TSource, T>(FittedColumn column, ValueRow<TSource> row) : OutputColumn
        where TSource : unmanaged
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly AffineMap<T> _map = ParametersMap.Create<T>(column.Input.Channels, column.Parameters);

        public override Delegate Getter => (ValueGetter<VBuffer<T>>)Get;

        public override void Dispose() => row.Dispose();

        private void Get(ref VBuffer<T> destination)
        {
            ReadOnlySpan<TSource> source = row.Read();
            VBufferEditor<T> editor = VBufferEditor.Create(ref destination, source.Length);
            AffineKernel.Apply(source, editor.Values, _map);
            destination = editor.Commit();
        }
    }
}
