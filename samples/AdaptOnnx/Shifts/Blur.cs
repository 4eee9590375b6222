using AdaptOnnx.Images;

namespace AdaptOnnx.Shifts;

/// <summary>A Gaussian blur, along the lines and then along the columns; beyond its edge, an image goes on as it ends.</summary>
internal static class Blur
{
    public static float[] Apply(float[] pixels, double deviation)
    {
        int radius = (int)Math.Ceiling(3 * deviation);
        float[] weights = [.. Enumerable.Range(-radius, (2 * radius) + 1).Select(x => (float)Math.Exp(-x * x / (2 * deviation * deviation)))];
        float sum = weights.Sum();
        weights = Array.ConvertAll(weights, weight => weight / sum);
        return Along(Along(pixels, weights, (line, x) => (line * ImageSet.Side) + x), weights, (line, y) => (y * ImageSet.Side) + line);
    }

    /// <param name="pixels">What to blur.</param>
    /// <param name="weights">Those of the pixels around one.</param>
    /// <param name="place">Where a plane has the pixel of a line, or of a column.</param>
    private static float[] Along(float[] pixels, float[] weights, Func<int, int, int> place)
    {
        const int plane = ImageSet.Side * ImageSet.Side;
        var blurred = new float[pixels.Length];
        for (int channel = 0; channel < pixels.Length; channel += plane)
        {
            for (int i = 0; i < plane; i++)
            {
                (int line, int at) = (i / ImageSet.Side, i % ImageSet.Side);
                blurred[channel + place(line, at)] = weights
                    .Select((weight, w) => weight * pixels[channel + place(line, Math.Clamp(at + w - (weights.Length / 2), 0, ImageSet.Side - 1))]).Sum();
            }
        }

        return blurred;
    }
}
