namespace MlNetBatchNorm;

/// <summary>Which channels are read of an image column, and in which order. The numbers are written to model files and must not change.</summary>
public enum ImageChannels
{
    /// <summary>Red, green, blue: what torchvision's and most other models are trained on.</summary>
    Rgb = 0,

    /// <summary>Blue, green, red: what Caffe's and OpenCV's models are trained on.</summary>
    Bgr = 1,

    /// <summary>Red, green, blue, alpha.</summary>
    Rgba = 2,

    /// <summary>Blue, green, red, alpha.</summary>
    Bgra = 3,

    /// <summary>One channel of lightness, as ML.NET's <c>ConvertToGrayscale</c> makes it.</summary>
    Gray = 4,
}
