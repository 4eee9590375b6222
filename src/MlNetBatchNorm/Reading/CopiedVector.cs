using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Reading;

/// <summary>A copy of a vector.</summary>
internal sealed class CopiedVector<T> : CopiedColumn
{
    private VBuffer<T> _value;

    public override Delegate GetterOf(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<VBuffer<T>>(column);

    public override void Read(Delegate getter) => ((ValueGetter<VBuffer<T>>)getter)(ref _value);

    public override void Write<TValue>(ref TValue destination) => _value.CopyTo(ref Unsafe.As<TValue, VBuffer<T>>(ref destination));
}
