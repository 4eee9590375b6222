namespace MlNetBatchNorm.Numerics.Gradient;

/// <summary>
/// The spans of a pass, shared by several threads. A span can't leave its thread, so its memory is pinned during the pass:
/// these are the only pointers in the library.
/// </summary>
internal sealed unsafe class SharedBatch
{
    private float* _input;
    private float* _outputGradient;
    private float* _result;

    /// <summary>How the spans divide.</summary>
    public BatchShape Shape { get; private set; }

    public ReadOnlySpan<float> Input => new(_input, Shape.Size);

    public ReadOnlySpan<float> OutputGradient => new(_outputGradient, Shape.Size);

    public Span<float> Result => new(_result, Shape.Size);

    /// <summary>Runs a pass that reads and writes the spans, each as long as the shape says.</summary>
    public void Run(ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> result, BatchShape shape, Action pass)
    {
        if (input.Length != shape.Size || outputGradient.Length != shape.Size || result.Length != shape.Size)
            throw new ArgumentException(
                $"{shape.Size} values were expected, but there are {input.Length}, {outputGradient.Length} and {result.Length}.", nameof(shape));
        fixed (float* first = input, second = outputGradient, third = result)
        {
            Shape = shape;
            _input = first;
            _outputGradient = second;
            _result = third;
            pass();
        }

        // What is no longer pinned can't be seen.
        Shape = shape with { Rows = 0 };
    }
}
