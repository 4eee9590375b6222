using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics.Affine;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Rows;

/// <summary>A vector of float or double.</summary>
internal sealed class RealRow<T>(DataViewRow row, ColumnShape column) : SourceRow<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly DenseValues<T> _values = new(row, column);
    private readonly KeptRows<T> _kept = new(column.Channels.Size);
    private readonly int _size = column.Channels.Size;

    public override void Read() => _values.Read();

    public override void ComputeMoments(ChannelMoments moments)
    {
        if (moments is ValueMoments<T> values)
            values.Set(_values.Current);
        else
            MomentsKernel.Compute(_values.Current, column.Channels, (RealMoments)moments);
    }

    public override void Normalize(AffineMap<T> map, Span<T> destination) => AffineKernel.Apply(_values.Current, destination, map);

    public override void Keep(int index) => _kept.Keep(index, _values.Current);

    public override void NormalizeKept(int index, AffineMap<T> map, Span<T> destination) => AffineKernel.Apply(_kept[index], destination, map);

    public override void Dispose() => _kept.Dispose();

    /// <summary>
    /// The source writes into the caller's buffer, and the values are mapped where they lie: half the memory that a buffer in between would take.
    /// A source that hands out an array of its own instead keeps it as it is.
    /// </summary>
    public override void ReadNormalized(AffineMap<T> map, ref VBuffer<T> destination)
    {
        if (destination.Length != _size || !destination.IsDense)
            destination = VBufferEditor.Create(ref destination, _size).Commit();
        VBuffer<T> found = destination;
        ReadOnlySpan<T> values = _values.Read(ref found);
        if (found.IsDense)
        {
            // The array that an editor would give, in a fraction of the time.
            AffineKernel.Apply(values, MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(destination.GetValues()), _size), map);
            return;
        }

        // Sparse values bring an array of indices, which the next row writes into.
        VBufferEditor<T> editor = VBufferEditor.Create(ref HoldSameArray(found, destination) ? ref found : ref destination, _size);
        AffineKernel.Apply(values, editor.Values, map);
        destination = editor.Commit();
    }

    private static bool HoldSameArray(in VBuffer<T> a, in VBuffer<T> b) =>
        Unsafe.AreSame(ref MemoryMarshal.GetReference(a.GetValues()), ref MemoryMarshal.GetReference(b.GetValues()));
}
