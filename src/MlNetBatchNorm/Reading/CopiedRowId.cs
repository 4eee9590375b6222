using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Reading;

/// <summary>Where a row is in its source.</summary>
internal sealed class CopiedRowId(DataViewRow source)
{
    private readonly ValueGetter<DataViewRowId> _getter = source.GetIdGetter();

    public (long Position, long Batch, DataViewRowId Id) Current
    {
        get
        {
            DataViewRowId id = default;
            _getter(ref id);
            return (source.Position, source.Batch, id);
        }
    }
}
