namespace MlNetBatchNorm;

/// <summary>The channels of an image column to read, in order. The numeric values are stored in model files and do not change.</summary>
public enum ImageChannels
{
    /// <summary>Red, green, blue, as for torchvision's and most other models.</summary>
    Rgb = 0,

    /// <summary>Blue, green, red, as for Caffe's and OpenCV's models.</summary>
    Bgr = 1,

    /// <summary>Red, green, blue, alpha.</summary>
    Rgba = 2,

    /// <summary>Blue, green, red, alpha.</summary>
    Bgra = 3,

    /// <summary>One channel of brightness, as ML.NET's <c>ConvertToGrayscale</c> computes it.</summary>
    Gray = 4,
}
