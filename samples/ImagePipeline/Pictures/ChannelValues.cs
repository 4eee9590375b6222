namespace ImagePipeline.Pictures;

/// <summary>The values of each channel of many images; about a million, if there are more.</summary>
internal static class ChannelValues
{
    private const int Enough = 1_000_000;

    /// <param name="images">Vectors that hold one channel after the other.</param>
    /// <param name="channels">How many channels they hold.</param>
    /// <param name="imageCount">How many images there are.</param>
    public static IReadOnlyList<IReadOnlyList<double>> Read(IEnumerable<float[]> images, int channels, int imageCount)
    {
        List<double>[] values = [.. Enumerable.Range(0, channels).Select(_ => new List<double>())];
        foreach ((int index, float[] image) in images.Index())
        {
            int length = image.Length / channels;
            int step = 1 + (int)((long)length * imageCount / Enough);
            for (int c = 0; c < channels; c++)
            {
                // Begins elsewhere in each image, so that all places have their turn.
                for (int i = index % step; i < length; i += step)
                    values[c].Add(image[(c * length) + i]);
            }
        }

        return values;
    }
}
