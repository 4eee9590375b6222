using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm.Numerics.Gradient;

/// <summary>The two sums over a channel's values: of terms, and of the product of each with a factor.</summary>
internal interface IChannelSum
{
    /// <summary>How many interleaved rows are summed at once, 4 or 2: hardware reads four places in memory ahead well.</summary>
    static abstract int RowsAtOnce { get; }

    /// <summary>The terms of sixteen values.</summary>
    static abstract TLanes Terms<TLanes>(ref readonly float input, ref readonly float outputGradient, TLanes center)
        where TLanes : struct, ISixteenDoubles<TLanes>;

    /// <summary>What the terms are multiplied by.</summary>
    static abstract TLanes Factors<TLanes>(TLanes terms, ref readonly float input, TLanes center)
        where TLanes : struct, ISixteenDoubles<TLanes>;
}
