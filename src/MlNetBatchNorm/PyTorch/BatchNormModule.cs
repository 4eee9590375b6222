using System.Collections.Immutable;
using MlNetBatchNorm.Arguments;

namespace MlNetBatchNorm.PyTorch;

/// <summary>
/// A torch.nn.BatchNorm module in a file of tensors: <c>running_mean</c>, <c>running_var</c>, <c>weight</c> and <c>bias</c> of shape
/// <c>[C]</c> (both of the last two absent where <c>affine=False</c>, one where <c>bias=False</c>) and the scalar <c>num_batches_tracked</c>
/// (absent in files before PyTorch 0.4.1).
/// </summary>
internal sealed class BatchNormModule(ITensorFile file, string prefix)
{
    public const string Weight = "weight";
    public const string Bias = "bias";
    public const string RunningMean = "running_mean";
    public const string RunningVar = "running_var";
    public const string NumBatchesTracked = "num_batches_tracked";

    /// <param name="epsilon">What the module has as its eps; in range.</param>
    /// <exception cref="ModuleFault">A tensor is missing, or is not what a BatchNorm module has.</exception>
    public BatchNormParameters Read(float epsilon)
    {
        double[] mean = Channels(RunningMean, channels: null);
        double[] variance = Channels(RunningVar, mean.Length);
        double[]? weight = Affine(Weight, mean.Length);
        double[]? bias = Affine(Bias, mean.Length);
        if (weight is not null || bias is not null)
        {
            weight ??= [.. Enumerable.Repeat(1d, mean.Length)];
            bias ??= new double[mean.Length];
        }

        var doubles = new DoubleParameters([.. mean], [.. variance], weight?.ToImmutableArray(), bias?.ToImmutableArray());
        BatchNormParameters parameters = BatchNormParameters.OfDoubles(doubles, mean.Length, epsilon, Defaults.Momentum, BatchesTracked(), ChannelLayout.Auto);
        if (!IsDouble(RunningMean) && !IsDouble(RunningVar))
            parameters = parameters.ForColumn(ChannelLayout.Auto, imageChannels: null, ofDoubles: false);
        return ParametersValidation.FindViolation(parameters) is { } violation
            ? throw new ModuleFault(RunningMean, $"the BatchNorm under '{prefix}' is impossible: {violation.Text}")
            : parameters;
    }

    private bool IsDouble(string ending) => file.Find(prefix + ending)?.Type == TensorType.Double;

    private double[] Channels(string ending, int? channels)
    {
        StoredTensor tensor = file.Find(prefix + ending) ?? throw Missing(ending);
        TensorType type = tensor.Type is { } known && TensorItems.IsReal(known)
            ? known
            : throw Mistyped(ending, tensor, "half, bfloat16, single or double precision numbers");
        bool possible = tensor.Shape.Length == 1 && tensor.Shape[0] > 0 && (channels is null || tensor.Shape[0] == channels);
        if (!possible)
            throw Misshapen(ending, tensor, channels is null ? "one dimension of 1 or more" : StoredTensor.Text([channels.Value]));
        return TensorItems.ToDoubles(type, tensor.Read());
    }

    private double[]? Affine(string ending, int channels)
    {
        if (file.Find(prefix + ending) is not null)
            return Channels(ending, channels);
        return file.IsShard
            ? throw new ModuleFault(ending, $"'{prefix}{ending}' is not in it, and it is one of several shards, of which another may have it", ShardedFile.Remedy)
            : null;
    }

    private long BatchesTracked()
    {
        if (file.Find(prefix + NumBatchesTracked) is not { } tensor)
            return 0;
        TensorType type = tensor.Type ?? throw Mistyped(NumBatchesTracked, tensor, "numbers");
        if (!tensor.Shape.SequenceEqual([]) && !tensor.Shape.SequenceEqual([1]))
            throw Misshapen(NumBatchesTracked, tensor, "a scalar, []");
        return TensorItems.ToCount(type, tensor.Read())
            ?? throw new ModuleFault(NumBatchesTracked, $"'{prefix}{NumBatchesTracked}' is not a whole number");
    }

    private ModuleFault Missing(string ending) => new(ending, $"it has no '{prefix}{ending}'", isMissing: true);

    private ModuleFault Mistyped(string ending, StoredTensor tensor, string expected) =>
        new(ending, $"'{prefix}{ending}' is of {tensor.TypeName}, but must be of {expected}");

    private ModuleFault Misshapen(string ending, StoredTensor tensor, string expected) =>
        new(ending, $"'{prefix}{ending}' has shape {StoredTensor.Text(tensor.Shape)}, but must have {expected}", ModuleKeys.Present(file, ending));
}
