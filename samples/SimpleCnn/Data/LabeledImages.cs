namespace SimpleCnn.Data;

/// <summary>Images as a network takes them, and what they show.</summary>
/// <param name="values">The images' values, one image after the other.</param>
/// <param name="labels">The class of each image, from 0.</param>
internal sealed class LabeledImages(float[] values, int[] labels)
{
    public int Count => labels.Length;

    public int ImageLength { get; } = values.Length / labels.Length;

    public IReadOnlyList<int> Labels => labels;

    public ReadOnlySpan<float> Values(int start, int count) => values.AsSpan(start * ImageLength, count * ImageLength);
}
