using System.Runtime.CompilerServices;
using Microsoft.ML;

namespace MlNetBatchNorm.Reading;

/// <summary>A copy of a single value.</summary>
internal sealed class CopiedValue<T> : CopiedColumn
{
    private T _value = default!;

    public override Delegate GetterOf(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<T>(column);

    public override void Read(Delegate getter) => ((ValueGetter<T>)getter)(ref _value);

    public override void Write<TValue>(ref TValue destination) => destination = Unsafe.As<T, TValue>(ref _value);
}
