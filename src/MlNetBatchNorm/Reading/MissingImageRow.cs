using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Reading;

/// <summary>
/// A mapped row in which a missing image stays missing. Where its source has no image, ResizeImages leaves the previous row's, which it has
/// disposed of: whether there is one would depend on the rows that a thread mapped before.
/// </summary>
internal sealed class MissingImageRow(DataViewRow row) : DataViewRow
{
    public override DataViewSchema Schema => row.Schema;

    public override long Position => row.Position;

    public override long Batch => row.Batch;

    public override bool IsColumnActive(DataViewSchema.Column column) => row.IsColumnActive(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() => row.GetIdGetter();

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        ValueGetter<TValue> getter = row.GetGetter<TValue>(column);
        return getter is ValueGetter<MLImage?> image ? (ValueGetter<TValue>)(Delegate)Checked(image) : getter;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            row.Dispose();
        base.Dispose(disposing);
    }

    private static ValueGetter<MLImage?> Checked(ValueGetter<MLImage?> getter) => (ref MLImage? image) =>
    {
        MLImage? previous = image;
        getter(ref image);
        if (image is not null && ReferenceEquals(image, previous) && IsDisposed(image))
            image = null;
    };

    private static bool IsDisposed(MLImage image)
    {
        try
        {
            _ = image.Height;
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }
}
