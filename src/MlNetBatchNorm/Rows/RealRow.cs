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
    private readonly RealMoments _moments = new(column.Channels.Channels);
    private readonly int _size = column.Channels.Size;

    public override void Read() => _values.Read();

    public override void ComputeMoments(ChannelMoments moments) => MomentsKernel.Compute(_values.Current, column.Channels, (RealMoments)moments);

    public override void ReadInto(ColumnRows rows, int index)
    {
        if (rows is ValueRows<T> values)
            _values.ReadInto(values.Begin(index));
        else
            base.ReadInto(rows, index);
    }

    public override void Normalize(AffineMap<T> map, Span<T> destination) => AffineKernel.Apply(_values.Current, destination, map);

    public override void Keep(int index) => _values.ReadInto(_kept.Begin(index));

    public override void AddKept(ChannelMoments batch, int first, int count)
    {
        if (column.Channels.Spatial == 1)
        {
            ReadOnlySpan<T[]> rows = _kept.Arrays(first, count);
            ((RealMoments)batch).AddRows(rows, FiniteValues.AreAll(rows, Lanes.Padded(_size)));
            return;
        }

        for (int row = first; row < first + count; row++)
        {
            MomentsKernel.Compute(_kept[row], column.Channels, _moments);
            batch.Merge(_moments);
        }
    }

    public override void NormalizeKept(int index, AffineMap<T> map, Span<T> destination) => AffineKernel.Apply(_kept[index], destination, map);

    public override void Dispose() => _kept.Dispose();

    /// <summary>
    /// The source writes into the caller's buffer, and the values are mapped where they lie: half the memory that a buffer in between would take.
    /// A source that hands out an array of its own instead keeps it as it is.
    /// </summary>
    public override void ReadNormalized(AffineMap<T> map, ref VBuffer<T> destination)
    {
        Span<T> normalized = DenseSpan(ref destination, _size);
        VBuffer<T> found = destination;
        ReadOnlySpan<T> values = _values.Read(ref found);
        if (found.IsDense)
        {
            AffineKernel.Apply(values, normalized, map);
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
