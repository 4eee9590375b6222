using Microsoft.ML;

namespace MlNetBatchNorm.Reading;

/// <summary>A copy of one column's value in some row.</summary>
internal abstract class CopiedColumn
{
    /// <summary>A getter of a row's column, for <see cref="Read"/>.</summary>
    public abstract Delegate GetterOf(DataViewRow row, DataViewSchema.Column column);

    /// <summary>Copies the value that a getter gives.</summary>
    public abstract void Read(Delegate getter);

    /// <summary>Copies the value into a buffer of the caller's.</summary>
    public abstract void Write<TValue>(ref TValue destination);
}
