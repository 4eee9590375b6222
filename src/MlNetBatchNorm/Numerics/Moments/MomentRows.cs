namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>Rows of many values per channel; only their moments are kept.</summary>
internal sealed class MomentRows(ChannelMoments[] moments) : ColumnRows
{
    /// <summary>A row's moments.</summary>
    public ChannelMoments this[int row] => moments[row];

    public override bool AreFinite(int count)
    {
        for (int row = 0; row < count; row++)
        {
            if (FindNonFinite(row) >= 0)
                return false;
        }

        return true;
    }

    public override int FindNonFinite(int row) => moments[row].FindNonFinite();

    public override void AddTo(ChannelMoments batch, int first, int count)
    {
        for (int row = first; row < first + count; row++)
            batch.Merge(moments[row]);
    }

    public override void AddTo(ExactAccumulator sums, int first, int count)
    {
        for (int row = first; row < first + count; row++)
            sums.Add(moments[row]);
    }

    public override void Clear(int row) => moments[row].Clear();
}
