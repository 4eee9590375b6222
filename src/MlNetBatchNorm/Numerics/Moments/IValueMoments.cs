namespace MlNetBatchNorm.Numerics.Moments;

/// <summary>Moments that rows of one value per channel are added to.</summary>
internal interface IValueMoments
{
    /// <summary>Adds rows, each filled up to whole <see cref="ILanes{TSelf}"/>.</summary>
    /// <param name="rows">Rows of float or double.</param>
    /// <param name="finite">Whether all values are finite numbers.</param>
    void AddRows<T>(ReadOnlySpan<T[]> rows, bool finite) where T : unmanaged;
}
