using System.Numerics.Tensors;
using SimpleCnn.Data;

namespace SimpleCnn.Training;

/// <summary>Names images with a trained network, which normalizes by the statistics that it gathered.</summary>
internal static class Classifier
{
    private const int BatchSize = 50;

    /// <returns>The class of each image: that of its largest logit.</returns>
    public static int[] Classify(Network network, LabeledImages images)
    {
        network.Training = false;
        var classes = new int[images.Count];
        for (int start = 0; start < images.Count; start += BatchSize)
        {
            int count = Math.Min(BatchSize, images.Count - start);
            ReadOnlySpan<float> logits = network.Forward(images.Values(start, count));
            int length = logits.Length / count;
            for (int i = 0; i < count; i++)
                classes[start + i] = TensorPrimitives.IndexOfMax(logits.Slice(i * length, length));
        }

        return classes;
    }

    /// <summary>The share of the images that are named right.</summary>
    public static double Accuracy(Network network, LabeledImages images) =>
        (double)Classify(network, images).Zip(images.Labels).Count(pair => pair.First == pair.Second) / images.Count;
}
