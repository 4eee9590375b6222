using System.Numerics.Tensors;

namespace SimpleCnn.Training;

/// <summary>The loss: minus the logarithm of the probability that a softmax of the logits gives to the right class, averaged over images.</summary>
internal static class CrossEntropy
{
    /// <param name="logits">One for each class, image by image.</param>
    /// <param name="labels">The right class of each image.</param>
    /// <param name="gradient">Receives the gradient of the loss by <paramref name="logits"/>.</param>
    public static double Loss(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, Span<float> gradient)
    {
        int classes = logits.Length / labels.Length;
        double loss = 0;
        for (int image = 0; image < labels.Length; image++)
        {
            ReadOnlySpan<float> ofImage = logits.Slice(image * classes, classes);
            Span<float> probabilities = gradient.Slice(image * classes, classes);
            // The largest is subtracted so that no exponential overflows.
            float largest = TensorPrimitives.Max(ofImage);
            TensorPrimitives.Subtract(ofImage, largest, probabilities);
            TensorPrimitives.Exp(probabilities, probabilities);
            float sum = TensorPrimitives.Sum<float>(probabilities);
            loss += Math.Log(sum) + largest - ofImage[labels[image]];
            TensorPrimitives.Divide(probabilities, sum, probabilities);
            probabilities[labels[image]] -= 1;
        }

        TensorPrimitives.Divide(gradient, labels.Length, gradient);
        return loss / labels.Length;
    }
}
