namespace ImageService.Serving;

/// <summary>The answer to a request.</summary>
/// <param name="Label">The most probable class.</param>
/// <param name="Confidence">Its probability.</param>
/// <param name="Probabilities">The probability of each class, the largest first.</param>
/// <param name="Before">The resized image as a PNG data URI.</param>
/// <param name="After">The normalized image as a PNG data URI: gray is the mean of a channel, black and white are 2.5 deviations away.</param>
internal sealed record Classification(
    string Label, float Confidence, IReadOnlyDictionary<string, float> Probabilities, string Before, string After);
