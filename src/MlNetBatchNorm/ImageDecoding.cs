namespace MlNetBatchNorm;

/// <summary>The size at which a JPEG file is decoded. Other formats are always decoded in full.</summary>
public enum ImageDecoding
{
    /// <summary>Every pixel, as torchvision does.</summary>
    Full,

    /// <summary>
    /// At the smallest of the eight sizes from 1/8 to 8/8 that is at least twice the resized image's in both directions, as Pillow's <c>draft()</c>
    /// does. Large photographs are read in a fraction of the time; pixels differ slightly from those of <see cref="Full"/>.
    /// </summary>
    Scaled,
}
