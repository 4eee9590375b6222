using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Numerics;
using MlNetBatchNorm.Numerics.Gradient;
using MlNetBatchNorm.Numerics.Moments;

namespace MlNetBatchNorm;

/// <summary>
/// torch.nn.BatchNorm1d, 2d and 3d for your own training loop: the forward and the backward pass, running statistics, and weight
/// (gamma) and bias (beta) that any optimizer can write to. Ioffe and Szegedy, "Batch Normalization", 2015, algorithm 1 and section 3.
/// </summary>
/// <remarks>
/// A batch is <c>[batchSize, C, ...]</c>, or <c>[batchSize, ..., C]</c> with <see cref="ChannelLayout.ChannelsLast"/>, row by row; the number of
/// positions follows from its length: one or L (1d), H*W (2d), D*H*W (3d). NaN and infinity propagate as in PyTorch. A call that throws
/// changes nothing. Not thread-safe; after the first batches, calls allocate nothing.
/// <list type="table">
/// <listheader><term>Characteristic</term><description></description></listheader>
/// <item><term>Does it look at the data to train its parameters?</term><description>Yes: each Forward in training updates the running statistics, and each Backward gives the gradients of weight and bias</description></item>
/// <item><term>Input data type</term><description>Span of Single, row by row</description></item>
/// <item><term>Output data type</term><description>Span of Single, as long as the input</description></item>
/// <item><term>Exportable to ONNX</term><description>Yes: ToParameters, NormalizeBatch and SaveAsOnnx</description></item>
/// <item><term>Required NuGet in addition to Microsoft.ML</term><description>MlNetBatchNorm</description></item>
/// </list>
/// </remarks>
/// <example>
/// <code language="csharp">
/// // Three rows of two features, which vary around 2 and 20.
/// float[] input = [1, 10, 2, 30, 3, 20];
/// var layer = new BatchNormLayer(numFeatures: 2);
/// var output = new float[input.Length];
/// layer.Forward(input, output, batchSize: 3);
/// for (int row = 0; row &lt; 3; row++)
///     Console.WriteLine(FormattableString.Invariant($"{output[2 * row],5:0.00} {output[(2 * row) + 1],5:0.00}"));
///
/// // The gradients of a loss of half the squared outputs, whose derivative is the output itself.
/// layer.Backward(input, outputGradient: output, inputGradient: new float[input.Length]);
/// for (int c = 0; c &lt; 2; c++)
///     layer.Weight[c] -= 0.1f * layer.WeightGradient[c];
/// Console.WriteLine(FormattableString.Invariant($"{layer.Weight[0]:0.00} {layer.Weight[1]:0.00}"));
///
/// // Output:
/// // -1.22 -1.22
/// //  0.00  1.22
/// //  1.22  0.00
/// // 0.70 0.70
/// </code>
/// </example>
public sealed class BatchNormLayer
{
    private readonly float? _momentum;
    private readonly ChannelLayout _layout;
    private readonly ImageChannels? _imageChannels;
    private readonly LayerValues _values;
    private readonly Normalization _normalization;
    private readonly ForwardPass _forward;
    private readonly BackwardPass _backward;
    private readonly RunningStatistics? _running;
    private WorkLoop _loop = new(maxDegreeOfParallelism: 1);

    /// <summary>Creates a layer with PyTorch's initial values: weights of 1, biases of 0, a running mean of 0 and a running variance of 1.</summary>
    /// <param name="numFeatures">The number of channels, at least 1.</param>
    /// <param name="epsilon">Added to the variance; finite, 0 or more. Default 1e-5.</param>
    /// <param name="momentum">
    /// The weight of the new batch in the running statistics, from 0 to 1 (Keras' momentum is one minus this); null for the cumulative
    /// average. Default 0.1.
    /// </param>
    /// <param name="affine">Whether there are a weight and a bias. Default true.</param>
    /// <param name="trackRunningStats">
    /// Whether running statistics are kept (default); if not, every batch is normalized by its own, in evaluation too.
    /// </param>
    /// <param name="layout">Where the channels are in a row: first (default) or last. Auto is refused because spans have no dimensions.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is not as described; every such argument is named.</exception>
    public BatchNormLayer(
        int numFeatures,
        float epsilon = Defaults.Epsilon,
        float? momentum = Defaults.Momentum,
        bool affine = Defaults.Affine,
        bool trackRunningStats = Defaults.TrackRunningStats,
        ChannelLayout layout = ChannelLayout.ChannelsFirst)
    {
        LayerValidation.CheckArguments(numFeatures, epsilon, momentum, layout);
        _momentum = momentum;
        _layout = layout;
        _values = new LayerValues(numFeatures, epsilon, affine);
        _normalization = new Normalization(numFeatures);
        _forward = new ForwardPass(_values, _normalization);
        _backward = new BackwardPass(_values, _normalization);
        _running = trackRunningStats ? new RunningStatistics(numFeatures, ofDoubles: false) : null;
    }

    /// <summary>Creates a layer that continues from trained parameters, in training mode.</summary>
    /// <param name="parameters">
    /// The trained parameters. Without running statistics the layer tracks none; without weight and bias it has none. A layout of Auto becomes
    /// channels first, as in PyTorch.
    /// </param>
    /// <exception cref="ArgumentNullException">The parameters are null.</exception>
    public BatchNormLayer(BatchNormParameters parameters)
        : this(
            Require(parameters).NumFeatures, parameters.Epsilon, parameters.Momentum, parameters.Weight is not null, trackRunningStats: false,
            parameters.Layout == ChannelLayout.ChannelsLast ? ChannelLayout.ChannelsLast : ChannelLayout.ChannelsFirst)
    {
        _imageChannels = parameters.ImageChannels;
        parameters.Weight?.CopyTo(_values.Weight);
        parameters.Bias?.CopyTo(_values.Bias);
        if (!parameters.RunningMean.IsEmpty)
        {
            ParametersValidation.RequireSingles(parameters, "A layer cannot be made");
            _running = new RunningStatistics(
                DoubleParameters.OfSingles(parameters.RunningMean).AsSpan(), DoubleParameters.OfSingles(parameters.RunningVariance).AsSpan(),
                parameters.NumBatchesTracked, ofDoubles: false);
        }
    }

    /// <summary>
    /// PyTorch's <c>train()</c> (true, initially) and <c>eval()</c> (false): whether <see cref="Forward"/> normalizes by the batch's own
    /// statistics and updates the running ones, or normalizes by the running ones.
    /// </summary>
    public bool Training { get; set; } = true;

    /// <summary>
    /// The maximum number of threads that process a large batch: 1 (default) or more; null, or -1 as in <see cref="ParallelOptions"/>, for all
    /// processors. The results are bit-identical for any number. Values above 1 allocate to start threads.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is 0 or less than -1.</exception>
    public int? MaxDegreeOfParallelism
    {
        get => _loop.MaxDegreeOfParallelism;
        init
        {
            LayerValidation.CheckMaxDegreeOfParallelism(value);
            _loop = new WorkLoop(value);
        }
    }

    /// <summary>Gamma, one value per channel, which an optimizer writes; empty for <c>affine: false</c>.</summary>
    public Span<float> Weight => _values.Weight;

    /// <summary>Beta, one value per channel, which an optimizer writes; empty for <c>affine: false</c>.</summary>
    public Span<float> Bias => _values.Bias;

    /// <summary>
    /// The gradient of the loss with respect to <see cref="Weight"/>, from the last <see cref="Backward"/> only: replaced, not accumulated. Zeros
    /// before the first; empty for <c>affine: false</c>.
    /// </summary>
    public ReadOnlySpan<float> WeightGradient => _values.WeightGradient;

    /// <summary>The gradient of the loss with respect to <see cref="Bias"/>, like <see cref="WeightGradient"/>.</summary>
    public ReadOnlySpan<float> BiasGradient => _values.BiasGradient;

    /// <summary>
    /// Normalizes a batch: <c>y = (x - mean) / sqrt(variance + epsilon) * weight + bias</c>, by the batch's mean and biased variance in
    /// training, by the running ones in evaluation. Training updates the running statistics, with the unbiased variance.
    /// </summary>
    /// <param name="input">The batch; <c>batchSize * C * positions</c> values.</param>
    /// <param name="output">
    /// As long as the input. In evaluation it may be the input itself; in training it may not, because <see cref="Backward"/> needs the input.
    /// </param>
    /// <param name="batchSize">The number of rows. An empty batch changes nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length or the batch size is not as described, or the spans overlap.</exception>
    /// <exception cref="InvalidOperationException">In training, the batch has only one value per channel, and so no variance.</exception>
    public void Forward(ReadOnlySpan<float> input, Span<float> output, int batchSize)
    {
        bool byBatch = Training || _running is null;
        LayerValidation.CheckForward(input, output, batchSize, _values.Channels, byBatch);
        int positions = batchSize == 0 ? 1 : input.Length / batchSize / _values.Channels;
        var shape = new BatchShape(batchSize, new ChannelShape(_values.Channels, positions, _layout == ChannelLayout.ChannelsLast));
        if (!byBatch)
        {
            _forward.RunByRunning(input, output, shape, _running!, _loop);
            return;
        }

        ChannelMoments moments = _forward.RunByBatch(input, output, shape, _loop);
        if (batchSize > 0)
            _running?.Update(moments, _momentum);
    }

    /// <summary>
    /// Computes the gradients of a loss with respect to the input of the last <see cref="Forward"/>, <see cref="Weight"/> and <see cref="Bias"/>
    /// from the gradient with respect to its output, in the mode of that pass: the batch's statistics depend on the input, the running ones don't.
    /// </summary>
    /// <param name="input">The input of the last <see cref="Forward"/> again: the layer keeps no copy of it.</param>
    /// <param name="outputGradient">The gradient with respect to the output, as long as the input.</param>
    /// <param name="inputGradient">
    /// Receives the gradient with respect to the input, as long as the input; may be <paramref name="outputGradient"/> or
    /// <paramref name="input"/> itself.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A length is not that of the last input, or spans overlap otherwise.</exception>
    /// <exception cref="InvalidOperationException">There was no <see cref="Forward"/> before.</exception>
    public void Backward(ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> inputGradient)
    {
        LayerValidation.CheckBackward(input, outputGradient, inputGradient, _normalization.Shape);
        _backward.Run(input, outputGradient, inputGradient, _loop);
    }

    /// <summary>
    /// Returns the parameters learned so far, to normalize by in a pipeline (<c>NormalizeBatch</c>), to save, to fold into the preceding layer, or to
    /// continue from. They have no running statistics if the layer tracks none.
    /// </summary>
    /// <returns>A copy, which later training doesn't change.</returns>
    public BatchNormParameters ToParameters() => new(
        _values.Channels,
        DoubleParameters.ToSingles([.. _running is null ? [] : _running.Mean]),
        DoubleParameters.ToSingles([.. _running is null ? [] : _running.Variance]),
        _values.HasAffine ? [.. _values.Weight] : null,
        _values.HasAffine ? [.. _values.Bias] : null,
        _values.Epsilon,
        _momentum,
        _running?.Batches ?? 0,
        _layout,
        _imageChannels);

    private static BatchNormParameters Require(BatchNormParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return parameters;
    }
}
