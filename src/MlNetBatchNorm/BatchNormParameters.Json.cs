using System.Text.Json;

namespace MlNetBatchNorm;

public sealed partial class BatchNormParameters
{
    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">A JSON object.</param>
    /// <returns>Parameters equal to those that were written.</returns>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    /// <exception cref="JsonException">It is not such an object, or a value is impossible; the message names it.</exception>
    public static BatchNormParameters FromJson(string json) =>
        JsonSerializer.Deserialize<BatchNormParameters>(json) ?? throw new JsonException("The JSON is null, but must be an object.");

    /// <summary>
    /// The parameters as a JSON object with the properties numFeatures, layout, epsilon, momentum, numBatchesTracked, rowCount, runningMean,
    /// runningVariance, weight and bias. JsonSerializer gives the same.
    /// </summary>
    public string ToJson() => JsonSerializer.Serialize(this);
}
