using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Numerics.Gradient;

/// <summary>Sums of channels whose values are together in each row: for each channel, one for each lane.</summary>
internal sealed class PlaneSums<TSum>(int channels, ChannelTotals totals) where TSum : IChannelSum
{
    private double[] _sums = [];
    private double[] _products = [];

    /// <summary>Makes room at the first batch: a layer of features never has any.</summary>
    public void Start()
    {
        if (_sums.Length == 0)
            (_sums, _products) = (new double[channels * Lanes.Count], new double[channels * Lanes.Count]);
    }

    /// <summary>Sums some channels, whose centers are set.</summary>
    public void Sum(SharedBatch batch, Range some)
    {
        Range lanes = (some.Start.Value * Lanes.Count)..(some.End.Value * Lanes.Count);
        _sums.AsSpan(lanes).Clear();
        _products.AsSpan(lanes).Clear();
        for (int row = 0; row < batch.Shape.Rows; row++)
        {
            Range planes = batch.Shape.Planes(row, some);
            ChannelSums<TSum>.AddPlanes(
                batch.Input[planes], batch.OutputGradient[planes], totals.Center.AsSpan(some), _sums.AsSpan(lanes), _products.AsSpan(lanes));
        }

        for (int c = some.Start.Value; c < some.End.Value; c++)
        {
            totals.Sum[c] = PartialSums.Total<double>(_sums.AsSpan(c * Lanes.Count, Lanes.Count), 0, 1);
            totals.Products[c] = PartialSums.Total<double>(_products.AsSpan(c * Lanes.Count, Lanes.Count), 0, 1);
        }
    }
}
