using SimpleCnn.Layers;

namespace SimpleCnn.Training;

/// <summary>Layers one after the other, and the values between them.</summary>
internal sealed class Network(IReadOnlyList<ILayer> layers)
{
    private readonly float[][] _values = [.. layers.Select(_ => Array.Empty<float>())];
    private readonly float[][] _gradients = [.. layers.Select(_ => Array.Empty<float>())];

    public IReadOnlyList<ILayer> Layers => layers;

    public IEnumerable<BatchNorm> BatchNorms => layers.OfType<BatchNorm>();

    /// <summary>Whether batch normalization takes the batch's statistics, or those it has gathered: <c>train()</c> and <c>eval()</c>.</summary>
    public bool Training
    {
        set
        {
            foreach (BatchNorm layer in BatchNorms)
                layer.Layer.Training = value;
        }
    }

    /// <returns>What the last layer makes of the images, until the next call.</returns>
    public ReadOnlySpan<float> Forward(ReadOnlySpan<float> images)
    {
        ReadOnlySpan<float> input = images;
        for (int i = 0; i < layers.Count; i++)
        {
            Span<float> output = Buffer(_values, i, images);
            layers[i].Forward(input, output);
            input = output;
        }

        return input;
    }

    /// <summary>What a layer was given by the last <see cref="Forward"/>.</summary>
    public ReadOnlySpan<float> InputOf(int layer, ReadOnlySpan<float> images) => layer == 0 ? images : Buffer(_values, layer - 1, images);

    /// <summary>Computes the gradients of all parameters.</summary>
    /// <param name="images">What the last <see cref="Forward"/> was given.</param>
    /// <param name="outputGradient">The gradient of the loss by what it gave.</param>
    public void Backward(ReadOnlySpan<float> images, ReadOnlySpan<float> outputGradient)
    {
        ReadOnlySpan<float> gradient = outputGradient;
        for (int i = layers.Count - 1; i >= 0; i--)
        {
            // Nobody wants the gradient by the images themselves.
            Span<float> inputGradient = i == 0 ? default : Buffer(_gradients, i - 1, images);
            layers[i].Backward(InputOf(i, images), Buffer(_values, i, images), gradient, inputGradient);
            gradient = inputGradient;
        }
    }

    public void VisitParameters(ParameterVisitor visit)
    {
        foreach (ILayer layer in layers)
            layer.VisitParameters(visit);
    }

    private Span<float> Buffer(float[][] buffers, int layer, ReadOnlySpan<float> images)
    {
        int length = images.Length / layers[0].InputLength * layers[layer].OutputLength;
        if (buffers[layer].Length < length)
            buffers[layer] = new float[length];
        return buffers[layer].AsSpan(0, length);
    }
}
