using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace ImageService.Serving;

/// <summary>What the model makes of an image.</summary>
internal sealed class ModelOutput
{
    /// <summary>The resized image.</summary>
    [ImageType(32, 32)]
    public MLImage? Image { get; set; }

    /// <summary>The normalized pixels: red, green and blue, channel after channel.</summary>
    public float[] Features { get; set; } = [];

    /// <summary>The most probable class.</summary>
    public string PredictedLabel { get; set; } = "";

    /// <summary>The probability of each class, in the order of <see cref="ImageClassifier.Labels"/>.</summary>
    public float[] Score { get; set; } = [];
}
