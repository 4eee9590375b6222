using System.Collections.Immutable;
using System.Globalization;

namespace MlNetBatchNorm.Onnx.Import;

/// <summary>
/// A BatchNormalization node: inputs X, scale, B, input_mean and input_var, attributes epsilon and momentum. ONNX's momentum is the weight of
/// the old value: https://onnx.ai/onnx/operators/onnx__BatchNormalization.html.
/// </summary>
internal sealed class BatchNormNode(NodeProto node)
{
    public const string OpType = "BatchNormalization";

    /// <summary>The node that subtracts a mean of many deviations before.</summary>
    public const string Subtraction = "Sub";

    private const int InputCount = 5;
    private const float DefaultEpsilon = 1e-5f;
    private const float DefaultMomentum = 0.9f;

    /// <summary>The node's name; where it has none, that of its output, which every node has.</summary>
    public string Name => node.Name.Length > 0 ? node.Name : Output;

    /// <summary>The name of what the node computes.</summary>
    public string Output => node.Output.FirstOrDefault("");

    /// <summary>Whether a node is one.</summary>
    public static bool Is(NodeProto node) => node.OpType == OpType && node.Domain is "" or "ai.onnx";

    /// <summary>Its mean, variance, epsilon and momentum: whatever the scale and the bias are made of.</summary>
    /// <param name="values">The values that the model stores.</param>
    /// <exception cref="FormatException">A value is not stored, or not what such a node has.</exception>
    public BatchNormParameters ReadStatistics(StoredValues values) => Read(values, withAffine: false);

    /// <summary>Its five values. A mean that is 0 is the one that a Sub before the node subtracts.</summary>
    /// <param name="values">The values that the model stores.</param>
    /// <param name="subtraction">The Sub node that makes a value, or null.</param>
    /// <exception cref="FormatException">A value is not stored, or not what such a node has.</exception>
    public BatchNormParameters Read(StoredValues values, Func<string, NodeProto?> subtraction)
    {
        BatchNormParameters read = Read(values, withAffine: true);
        if (read.RunningMean.Any(mean => mean != 0) || subtraction(node.Input[0]) is not { Input: [_, var name] }
            || values.PerChannel(name, read.NumFeatures) is not { } mean)
            return read;
        return read.RunningVarianceDouble is { } variance
            ? BatchNormParameters.FromDoubles(mean, variance, read.WeightDouble, read.BiasDouble, read.Epsilon, read.Momentum)
            : new BatchNormParameters([.. mean.Select(value => (float)value)], read.RunningVariance, read.Weight, read.Bias, read.Epsilon, read.Momentum);
    }

    private BatchNormParameters Read(StoredValues values, bool withAffine)
    {
        OnnxFormat.Require(node.Input.Count == InputCount, $"BatchNormalization '{Name}' has {node.Input.Count} inputs, but must have {InputCount}");
        const int scale = 1, bias = 2, mean = 3, variance = 4;
        ImmutableArray<float> Numbers(int input) => values.Numbers(node.Input[input], Name);
        ImmutableArray<double> Doubles(int input) => values.Doubles(node.Input[input], Name);
        bool ofDoubles = values.IsDouble(node.Input[mean], Name) || values.IsDouble(node.Input[variance], Name);
        float epsilon = Attribute("epsilon", DefaultEpsilon);
        float momentum = Attribute("momentum", DefaultMomentum);
        try
        {
            return ofDoubles
                ? BatchNormParameters.FromDoubles(
                    Doubles(mean), Doubles(variance), withAffine ? Doubles(scale) : null, withAffine ? Doubles(bias) : null, epsilon, WeightOfNew(momentum))
                : new BatchNormParameters(
                    Numbers(mean), Numbers(variance), withAffine ? Numbers(scale) : null, withAffine ? Numbers(bias) : null, epsilon, WeightOfNew(momentum));
        }
        catch (ArgumentOutOfRangeException violation)
        {
            throw OnnxFormat.Fault($"BatchNormalization '{Name}' is impossible: {violation.Message}");
        }
    }

    /// <summary>
    /// PyTorch's exporters write 1 for momentum=None, the cumulative average. In decimal, 0.9 gives 0.1 and not 0.10000002: through text, because a
    /// cast keeps more digits than a float has since .NET 11.
    /// </summary>
    private static float? WeightOfNew(float momentum) => momentum switch
    {
        1 => null,
        >= 0 and < 1 => (float)(1 - decimal.Parse(momentum.ToString("G7", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture)),
        _ => momentum,
    };

    private float Attribute(string name, float missing) => node.Attribute.FirstOrDefault(attribute => attribute.Name == name)?.F ?? missing;
}
