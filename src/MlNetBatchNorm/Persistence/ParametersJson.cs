using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using MlNetBatchNorm.Arguments;

namespace MlNetBatchNorm.Persistence;

/// <summary>Parameters in JSON, as an object of numbers and arrays; "NaN" and "Infinity" are strings, because JSON has no such numbers.</summary>
internal sealed class ParametersJson : JsonConverter<BatchNormParameters>
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public override void Write(Utf8JsonWriter writer, BatchNormParameters value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, new Content(value.NumFeatures, value.Layout, value.Epsilon, value.Momentum, value.NumBatchesTracked, value.RowCount,
            value.RunningMean, value.RunningVariance, value.Weight, value.Bias, value.ImageChannels,
            value.RunningMeanDouble, value.RunningVarianceDouble, value.WeightDouble, value.BiasDouble), Format);

    public override BatchNormParameters Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Content content = JsonSerializer.Deserialize<Content>(ref reader, Format)!;
        var parameters = new BatchNormParameters(content.NumFeatures, content.RunningMean, content.RunningVariance, content.Weight, content.Bias,
            content.Epsilon, content.Momentum, content.NumBatchesTracked, content.Layout, content.ImageChannels)
        {
            Doubles = content.Doubles,
        }.WithRowCount(content.RowCount);
        if (content.RowCount < 0)
            throw new JsonException($"RowCount must be 0 or more, but is {content.RowCount}.");
        // NonFinite: Propagate may learn statistics that are not finite; normalizing by them is an error.
        if (ParametersValidation.FindViolation(parameters) is { } violation)
            throw new JsonException($"{violation.Text}.");
        return parameters;
    }

    private sealed record Content(
        int NumFeatures,
        ChannelLayout Layout,
        float Epsilon,
        float? Momentum,
        long NumBatchesTracked,
        long? RowCount,
        ImmutableArray<float> RunningMean,
        ImmutableArray<float> RunningVariance,
        ImmutableArray<float>? Weight,
        ImmutableArray<float>? Bias,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImageChannels? ImageChannels = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<double>? RunningMeanDouble = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<double>? RunningVarianceDouble = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<double>? WeightDouble = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<double>? BiasDouble = null)
    {
        [JsonIgnore]
        public DoubleParameters? Doubles => (RunningMeanDouble ?? RunningVarianceDouble ?? WeightDouble ?? BiasDouble) is null
            ? null
            : new(RunningMeanDouble ?? [], RunningVarianceDouble ?? [], WeightDouble, BiasDouble);
    }
}
