namespace AdaptOnnx.Images;

/// <summary>Images of 32x32 pixels, and the class of each.</summary>
/// <param name="Pixels">Each image's bytes: red, green, blue, line by line.</param>
/// <param name="Labels">Each image's class, as the network counts them.</param>
internal sealed record ImageSet(IReadOnlyList<byte[]> Pixels, IReadOnlyList<int> Labels)
{
    public const int Side = 32, Channels = 3;

    /// <summary>The first images of an order that is the same every time, all classes mixed.</summary>
    public ImageSet Some(int count) => Pick(Mixed().Take(count));

    /// <summary>The same of one class.</summary>
    public ImageSet OfClass(int label, int count) => Pick(Mixed().Where(i => Labels[i] == label).Take(count));

    private int[] Mixed()
    {
        int[] order = [.. Enumerable.Range(0, Pixels.Count)];
        new Random(1).Shuffle(order);
        return order;
    }

    private ImageSet Pick(IEnumerable<int> images)
    {
        int[] picked = [.. images];
        return new ImageSet([.. picked.Select(i => Pixels[i])], [.. picked.Select(i => Labels[i])]);
    }
}
