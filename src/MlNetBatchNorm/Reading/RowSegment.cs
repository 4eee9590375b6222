using System.Runtime.ExceptionServices;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Reading;

/// <summary>Some consecutive rows that one cursor read; handed from the thread that reads to the one that merges.</summary>
internal sealed class RowSegment(IReadOnlyList<SourceColumn> columns)
{
    private const int MaxRows = 64;

    /// <summary>So that wide columns do not fill the memory: a segment holds moments or values of about as many channels, or one row.</summary>
    private const int MaxChannels = 1 << 16;

    /// <summary>The rows.</summary>
    public RowBlock Rows { get; } = new(columns, Math.Clamp(MaxChannels / columns.Sum(column => column.Shape.Channels.Channels), 1, MaxRows));

    /// <summary>The cursor's batch, by which the segments of all cursors are put in order.</summary>
    public long SourceBatch { get; private set; }

    /// <summary>What the row after the last one threw; null if nothing did.</summary>
    public ExceptionDispatchInfo? Fault { get; private set; }

    /// <summary>The batch that the cursor had reached when it failed to move on; null where nothing or something else failed.</summary>
    public long? Reached { get; private set; }

    /// <summary>Begins anew.</summary>
    public void Start(long batch)
    {
        SourceBatch = batch;
        Rows.Clear();
        Fault = null;
        Reached = null;
    }

    /// <summary>Ends with what the next row threw, or the move to it.</summary>
    public void End(Exception fault, long? reached = null)
    {
        Fault = ExceptionDispatchInfo.Capture(fault);
        Reached = reached;
    }
}
