using Microsoft.ML.Data;

namespace ImagePipeline.Learning;

/// <summary>What the pipeline says of one image. The properties are columns of the data view.</summary>
internal sealed class Prediction
{
    /// <summary>The most probable class.</summary>
    [ColumnName("PredictedLabel")]
    public string Class { get; set; } = "";

    /// <summary>The probability of each class; they add up to 1.</summary>
    [ColumnName("Score")]
    public float[] Probabilities { get; set; } = [];

    /// <summary>The probability of the most probable class.</summary>
    public float Confidence => Probabilities.Max();
}
