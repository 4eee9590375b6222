using MlNetBatchNorm.Numerics.Resampling;

namespace MlNetBatchNorm.Images;

/// <summary>One axis of an image that is read: how it is resized, and where the pixels go.</summary>
/// <param name="Map">How the file's pixels are resized.</param>
/// <param name="Padding">The black pixels before the first.</param>
/// <param name="Length">The number of pixels, padding included.</param>
internal readonly record struct AxisPlan(AxisMap Map, int Padding, int Length)
{
    /// <summary>Whether all pixels stay as they are.</summary>
    public bool IsCopy => Map.Source == Map.Resized && Map.Resized == Length && !Map.IsMirrored;

    /// <summary>As torchvision's CenterCrop: half of what is cut off is rounded to even, and half of what is missing down.</summary>
    public static AxisPlan Centered(int source, int resized, int length)
    {
        bool isSmall = resized < length;
        int start = isSmall ? 0 : (int)Math.Round((resized - length) / 2.0, MidpointRounding.ToEven);
        return new(new AxisMap(source, resized, start, Math.Min(resized, length)), isSmall ? (length - resized) / 2 : 0, length);
    }

    /// <summary>The same axis where the file holds another number of pixels, perhaps the other way round.</summary>
    public AxisPlan From(int source, bool isMirrored) => this with { Map = Map with { Source = source, IsMirrored = isMirrored } };
}
