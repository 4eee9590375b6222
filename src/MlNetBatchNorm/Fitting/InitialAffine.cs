using System.Collections.Immutable;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Fitting;

/// <summary>Weight and bias of one column, in both precisions; all null for <c>Affine = false</c>.</summary>
internal readonly record struct InitialAffine(
    ImmutableArray<float>? Weight, ImmutableArray<float>? Bias, ImmutableArray<double>? WeightDouble, ImmutableArray<double>? BiasDouble)
{
    /// <summary>The options' values; those of the previous fit, or ones and zeros, where the options have none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The options' values are not as many as the column's channels.</exception>
    public static InitialAffine Create(ColumnShape column, BatchNormEstimator.Options options, FittedColumn? previous)
    {
        if (!options.Affine)
            return default;
        BatchNormParameters? before = previous?.Parameters;
        ImmutableArray<float> weight = Values(nameof(options.Weight), options.Weight ?? before?.Weight, 1, column);
        ImmutableArray<float> bias = Values(nameof(options.Bias), options.Bias ?? before?.Bias, 0, column);
        return new(weight, bias, Doubles(weight, before?.WeightDouble), Doubles(bias, before?.BiasDouble));
    }

    private static ImmutableArray<float> Values(string name, IReadOnlyList<float>? values, float otherwise, ColumnShape column)
    {
        int channels = column.Channels.Channels;
        if (values is null)
            return [.. Enumerable.Repeat(otherwise, channels)];
        if (values.Count != channels)
            throw Errors.Parameter(name,
                $"{name} holds {values.Count} values, but input column '{column.ColumnName}' ({ColumnShape.Text(column.Dimensions)}) has {channels} channels. " +
                "Give one value per channel.");
        return [.. values];
    }

    /// <summary>The doubles before, if these are their floats.</summary>
    private static ImmutableArray<double> Doubles(ImmutableArray<float> values, ImmutableArray<double>? before) =>
        before is { } doubles && DoubleParameters.ToSingles(doubles).SequenceEqual(values) ? doubles : DoubleParameters.OfSingles(values);
}
