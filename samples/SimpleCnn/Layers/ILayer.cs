namespace SimpleCnn.Layers;

/// <summary>
/// One step of a network. It keeps no values between its two passes but is given them again, as <see cref="MlNetBatchNorm.BatchNormLayer"/> is.
/// A batch is its images' values one after the other; how many images it has follows from its length.
/// </summary>
internal interface ILayer
{
    /// <summary>How many values of an image go in.</summary>
    int InputLength { get; }

    /// <summary>How many values of an image come out.</summary>
    int OutputLength { get; }

    void Forward(ReadOnlySpan<float> input, Span<float> output);

    /// <summary>Writes the gradients of the layer's parameters and of its input, over what was there.</summary>
    /// <param name="input">What the last <see cref="Forward"/> was given.</param>
    /// <param name="output">What it gave.</param>
    /// <param name="outputGradient">The gradient of the loss by <paramref name="output"/>.</param>
    /// <param name="inputGradient">Receives the gradient by <paramref name="input"/>; empty where nobody wants it.</param>
    void Backward(ReadOnlySpan<float> input, ReadOnlySpan<float> output, ReadOnlySpan<float> outputGradient, Span<float> inputGradient);

    /// <summary>Visits each vector of parameters; most layers have none.</summary>
    void VisitParameters(ParameterVisitor visit)
    {
    }
}
