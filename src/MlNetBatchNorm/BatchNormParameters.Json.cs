using System.Text.Json;

namespace MlNetBatchNorm;

public sealed partial class BatchNormParameters
{
    /// <summary>Reads parameters that <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">A JSON object.</param>
    /// <returns>Parameters equal to the written ones.</returns>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    /// <exception cref="JsonException">The text is not such an object, or a value is out of range; the message names it.</exception>
    public static BatchNormParameters FromJson(string json) =>
        JsonSerializer.Deserialize<BatchNormParameters>(json) ?? throw new JsonException("The JSON is null, but must be an object.");

    /// <summary>
    /// The parameters as a JSON object with the properties numFeatures, layout, epsilon, momentum, numBatchesTracked, rowCount, runningMean,
    /// runningVariance, weight, bias and, for images, imageChannels; if doubles are known, also runningMeanDouble, runningVarianceDouble, weightDouble
    /// and biasDouble. <c>JsonSerializer</c> writes the same. NaN and infinities are written as text, but not read.
    /// </summary>
    public string ToJson() => JsonSerializer.Serialize(this);
}
