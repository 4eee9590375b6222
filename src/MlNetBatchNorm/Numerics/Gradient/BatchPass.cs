namespace MlNetBatchNorm.Numerics.Gradient;

/// <summary>
/// A pass over a batch: it sums each channel, computes coefficients from the sums, and maps each value by them. If a channel's values are together
/// in each row, each pass sums a few channels, then maps them while they are still cached.
/// </summary>
internal abstract class BatchPass<TSum> where TSum : IChannelSum
{
    private readonly PlaneSums<TSum> _planeSums;
    private readonly InterleavedSums<TSum> _interleavedSums;
    private readonly Action _pass;
    private readonly Action<int> _group;
    private readonly Action<int> _sumSegment;
    private readonly Action<int> _mapSegment;
    private Pieces _pieces;
    private WorkLoop _loop = null!;

    protected BatchPass(int channels)
    {
        Totals = new ChannelTotals(channels);
        _planeSums = new PlaneSums<TSum>(channels, Totals);
        _interleavedSums = new InterleavedSums<TSum>(channels, Totals);
        // Kept, because a delegate made anew for each batch would be allocated.
        _pass = Pass;
        _group = group => Planes(_pieces[group]);
        _sumSegment = segment => _interleavedSums.Sum(Batch, segment, _pieces[segment]);
        // The last first: of a batch that no cache holds, the values that were summed last may still be in one.
        _mapSegment = segment => MapInterleaved(_pieces[_pieces.Count - 1 - segment]);
    }

    /// <summary>The batch.</summary>
    protected SharedBatch Batch { get; } = new();

    /// <summary>What is summed over each channel.</summary>
    protected ChannelTotals Totals { get; }

    /// <summary>Whether anything is summed before the values are mapped.</summary>
    protected abstract bool Sums { get; }

    /// <summary>Sets what the deviations of channels are to be taken from.</summary>
    protected abstract void SetCenters(Range channels);

    /// <summary>Computes what follows from the totals of channels.</summary>
    protected abstract void UseTotals(Range channels);

    /// <summary>Maps values of neighboring channels in one row.</summary>
    protected abstract void MapPlanes(Range values, Range channels);

    /// <summary>Prepares <see cref="MapInterleaved"/> once every channel's sums are set.</summary>
    protected abstract void PrepareInterleaved();

    /// <summary>Maps values of interleaved channels, of which the first is of the first channel.</summary>
    protected abstract void MapInterleaved(Range values);

    /// <summary>Runs the pass; the batch is not empty.</summary>
    protected void Run(ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> result, BatchShape shape, WorkLoop loop)
    {
        _pieces = shape.Row.Interleaved ? Pieces.SegmentsOf(shape) : Pieces.GroupsOf(shape, loop.ThreadsFor(shape.Size));
        _loop = loop;
        Batch.Run(input, outputGradient, result, shape, _pass);
    }

    private void Pass()
    {
        if (Batch.Shape.Row.Interleaved)
        {
            Interleaved();
            return;
        }

        _planeSums.Start();
        _loop.Run(_pieces.Count, Batch.Shape.Size, _group);
    }

    private void Planes(Range channels)
    {
        if (Sums)
        {
            SetCenters(channels);
            _planeSums.Sum(Batch, channels);
            UseTotals(channels);
        }

        for (int row = 0; row < Batch.Shape.Rows; row++)
            MapPlanes(Batch.Shape.Planes(row, channels), channels);
    }

    private void Interleaved()
    {
        if (Sums)
        {
            Range channels = 0..Batch.Shape.Row.Channels;
            SetCenters(channels);
            _interleavedSums.Start(Batch.Shape.Period, _pieces.Count);
            _loop.Run(_pieces.Count, Batch.Shape.Size, _sumSegment);
            _interleavedSums.SetTotals();
            UseTotals(channels);
        }

        PrepareInterleaved();
        _loop.Run(_pieces.Count, Batch.Shape.Size, _mapSegment);
    }
}
