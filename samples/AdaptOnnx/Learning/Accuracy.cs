using System.Globalization;

namespace AdaptOnnx.Learning;

/// <summary>How many of some images a network names rightly.</summary>
internal readonly record struct Accuracy(int Right, int Total)
{
    /// <summary>Deviations of a normal distribution that hold 95 of 100.</summary>
    private const double Z = 1.96;

    public double Share => (double)Right / Total;

    /// <summary>
    /// Half the width of a 95 % interval of what it would be on ever more images: E. B. Wilson, "Probable Inference, the Law of Succession, and
    /// Statistical Inference", 1927.
    /// </summary>
    public double Margin => Z / (1 + (Z * Z / Total)) * Math.Sqrt((Share * (1 - Share) / Total) + (Z * Z / (4.0 * Total * Total)));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{100 * Share:f1} ± {100 * Margin:f1}");
}
