namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>The non-finite values in a channel's rows, which integer sums cannot hold. The numbers are part of the file formats and must not change.</summary>
[Flags]
internal enum NonFiniteKinds : byte
{
    None = 0,

    /// <summary>A row's mean is NaN.</summary>
    NaN = 1,

    /// <summary>A row's mean is positive infinity.</summary>
    PositiveInfinity = 2,

    /// <summary>A row's mean is negative infinity.</summary>
    NegativeInfinity = 4,

    /// <summary>A row's mean is finite and its squared deviations are not: doubles too far apart to be squared.</summary>
    Overflow = 8,

    /// <summary>Any of the means.</summary>
    Mean = NaN | PositiveInfinity | NegativeInfinity,

    All = Mean | Overflow,
}
