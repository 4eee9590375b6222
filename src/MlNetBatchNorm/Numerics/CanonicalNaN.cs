using System.Numerics;

namespace MlNetBatchNorm.Numerics;

/// <summary>Makes all NaNs one. Processors differ in the sign of the NaNs that they make, and in which of two NaNs they keep.</summary>
internal static class CanonicalNaN
{
    public static T Of<T>(T value) where T : IFloatingPointIeee754<T> => T.IsNaN(value) ? T.NaN : value;
}
