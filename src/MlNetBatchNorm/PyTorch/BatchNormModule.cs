using System.Collections.Immutable;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Arguments;

namespace MlNetBatchNorm.PyTorch;

/// <summary>
/// A torch.nn.BatchNorm module in a file of tensors: <c>running_mean</c>, <c>running_var</c>, <c>weight</c> and <c>bias</c> of shape
/// <c>[C]</c> (the last two absent where <c>affine=False</c>) and the scalar <c>num_batches_tracked</c> (absent in files before PyTorch 0.4.1).
/// </summary>
internal sealed class BatchNormModule(ITensorFile file, string prefix)
{
    public const string Weight = "weight";
    public const string Bias = "bias";
    public const string RunningMean = "running_mean";
    public const string RunningVar = "running_var";
    public const string NumBatchesTracked = "num_batches_tracked";

    private const int MaxListedKeys = 1000;

    /// <summary>A hostile file may have one large tensor under any number of names.</summary>
    private const long MaxChannels = 1 << 24;

    /// <exception cref="FormatException">A tensor is not what a BatchNorm module has.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The file has no such module, or epsilon is out of its range.</exception>
    public BatchNormParameters Read(float epsilon)
    {
        float[] mean = Channels(RunningMean, channels: null);
        float[] variance = Channels(RunningVar, mean.Length);
        bool affine = file.Find(prefix + Weight) is not null || file.Find(prefix + Bias) is not null;
        float[]? weight = affine ? Channels(Weight, mean.Length) : null;
        float[]? bias = affine ? Channels(Bias, mean.Length) : null;
        var parameters = new BatchNormParameters(mean.Length, [.. mean], [.. variance], weight?.ToImmutableArray(), bias?.ToImmutableArray(),
            epsilon, Defaults.Momentum, BatchesTracked(), ChannelLayout.Auto);
        if (ParametersValidation.FindViolation(parameters) is not { } violation)
            return parameters;
        // The caller gave epsilon; the file gave everything else.
        throw violation.Name == nameof(BatchNormParameters.Epsilon)
            ? Errors.Parameter(violation.Name, $"{violation.Text}.")
            : file.Format.Fault($"the BatchNorm under '{prefix}' is impossible: {violation.Text}");
    }

    /// <summary>Every such module of a file, by its name in the model, "layer1.0.bn1", in the file's order.</summary>
    /// <exception cref="FormatException">A tensor is not what a BatchNorm module has, or there are more than anybody trains.</exception>
    public static IReadOnlyDictionary<string, BatchNormParameters> ReadAll(ITensorFile file, float epsilon)
    {
        var modules = new OrderedDictionary<string, BatchNormParameters>();
        long channels = 0;
        foreach (string key in file.KeysEndingWith(RunningMean))
        {
            string prefix = key[..^RunningMean.Length];
            if (prefix.Length > 0 && !prefix.EndsWith('.'))
                continue;
            BatchNormParameters parameters = new BatchNormModule(file, prefix).Read(epsilon);
            modules[prefix.TrimEnd('.')] = parameters;
            channels += parameters.NumFeatures;
            if (channels > MaxChannels)
                throw file.Format.Fault($"its BatchNorm modules have more than {MaxChannels} channels");
        }

        return modules;
    }

    private float[] Channels(string ending, int? channels)
    {
        StoredTensor tensor = file.Find(prefix + ending) ?? throw Missing(ending);
        bool possible = tensor.Shape.Length == 1 && tensor.Shape[0] > 0 && (channels is null || tensor.Shape[0] == channels);
        if (!possible)
            throw Misshapen(ending, tensor, channels is null ? "one dimension of 1 or more" : StoredTensor.Text([channels.Value]));
        return TensorItems.ToSingles(TypeOf(ending, tensor, integer: false), tensor.Read());
    }

    private long BatchesTracked()
    {
        if (file.Find(prefix + NumBatchesTracked) is not { } tensor)
            return 0;
        if (!tensor.Shape.SequenceEqual([]) && !tensor.Shape.SequenceEqual([1]))
            throw Misshapen(NumBatchesTracked, tensor, "a scalar, []");
        return TensorItems.ToInt64(TypeOf(NumBatchesTracked, tensor, integer: true), tensor.Read());
    }

    private TensorType TypeOf(string ending, StoredTensor tensor, bool integer)
    {
        if (tensor.Type is { } type && TensorItems.IsInteger(type) == integer)
            return type;
        string expected = integer ? "32 or 64-bit integers" : "half, bfloat16, single or double precision numbers";
        throw file.Format.Fault($"'{prefix}{ending}' is of {tensor.TypeName}, but must be of {expected}");
    }

    private Exception Missing(string ending) =>
        Errors.Parameter(nameof(prefix), $"The {file.Format.Name} has no '{prefix}{ending}'. {Present(ending)}");

    private Exception Misshapen(string ending, StoredTensor tensor, string expected) => file.Format.Fault(
        $"'{prefix}{ending}' has shape {StoredTensor.Text(tensor.Shape)}, but must have {expected}", Present(ending));

    private string Present(string ending)
    {
        ImmutableArray<string> keys = [.. file.KeysEndingWith(ending).Take(MaxListedKeys + 1)];
        if (keys.IsEmpty)
            return $"No key ends in '{ending}'.";
        string more = keys.Length > MaxListedKeys ? ", …" : "";
        return $"The keys that end in '{ending}' are: {string.Join(", ", keys.Take(MaxListedKeys))}{more}. Give what precedes it as the prefix.";
    }
}
