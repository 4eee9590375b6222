using SimpleCnn.Data;

namespace SimpleCnn.Training;

/// <summary>Batches of a data set in random order, epoch after epoch. A last batch that would be smaller is left out.</summary>
internal sealed class Batches
{
    private readonly LabeledImages _images;
    private readonly Random _random;
    private readonly int[] _order;
    private readonly float[] _values;
    private readonly int[] _labels;
    private int _next;

    /// <param name="images">The data set.</param>
    /// <param name="size">How many images a batch has; all, where there are fewer.</param>
    /// <param name="random">Gives the order.</param>
    public Batches(LabeledImages images, int size, Random random)
    {
        (_images, _random) = (images, random);
        _order = [.. Enumerable.Range(0, images.Count)];
        Size = Math.Min(size, images.Count);
        (_values, _labels) = (new float[Size * images.ImageLength], new int[Size]);
        _next = images.Count;
    }

    public int Size { get; }

    public int PerEpoch => _images.Count / Size;

    /// <summary>The images of the batch that <see cref="Next"/> took.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>Their classes.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    public void Next()
    {
        if (_next + Size > _images.Count)
        {
            _random.Shuffle(_order);
            _next = 0;
        }

        for (int i = 0; i < Size; i++)
        {
            int image = _order[_next + i];
            _images.Values(image, 1).CopyTo(_values.AsSpan(i * _images.ImageLength));
            _labels[i] = _images.Labels[image];
        }

        _next += Size;
    }
}
