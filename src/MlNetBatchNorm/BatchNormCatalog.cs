using System.Runtime.CompilerServices;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetBatchNorm;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Fitting;

namespace Microsoft.ML;

/// <summary>Adds per-channel normalization to the transforms of an <see cref="MLContext"/>.</summary>
public static partial class BatchNormCatalog
{
    private static InputOutputColumnPair Pair(string outputColumnName, string? inputColumnName)
    {
        ColumnPairsValidation.CheckName(nameof(outputColumnName), outputColumnName);
        return new InputOutputColumnPair(outputColumnName, inputColumnName ?? outputColumnName);
    }

    // Not inlined: with another ML.NET, this code must not even be compiled before the version is checked.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BatchNormEstimator Create(
        TransformsCatalog catalog, IReadOnlyList<InputOutputColumnPair> columns, BatchNormEstimator.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return Create(catalog.GetEnvironment(), columns, options);
    }

    internal static BatchNormEstimator Create(IHostEnvironment env, IReadOnlyList<InputOutputColumnPair> columns, BatchNormEstimator.Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ColumnPairsValidation.Check(columns);
        // The caller may write to the lists later, and the estimator is immutable.
        BatchNormEstimator.Options own = options with { Weight = Copy(options.Weight), Bias = Copy(options.Bias) };
        OptionsValidation.Check(own);
        BatchNormFit source = own.Statistics == BatchNormStatistics.Exact
            ? new ExactFit(columns, own)
            : new RunningFit(columns, own);
        return new BatchNormEstimator(env, source);
    }

    private static IReadOnlyList<float>? Copy(IReadOnlyList<float>? values) => values is null ? null : [.. values];

    private static BatchNormEstimator Create(
        TransformsCatalog catalog, InputOutputColumnPair[] columns, KnownStatistics known, ChannelLayout layout, ImageChannels? imageChannels) =>
        Create(catalog, columns, known.ToParameters(layout), imageChannels, areOfPixels: true);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BatchNormEstimator Create(
        TransformsCatalog catalog, InputOutputColumnPair[] columns, BatchNormParameters parameters, ImageChannels? imageChannels, bool areOfPixels = false)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ColumnPairsValidation.Check(columns);
        ParametersValidation.RequireStatistics(nameof(parameters), parameters);
        ImageChannels order = ImageOrder.Find(parameters, imageChannels, nameof(imageChannels));
        bool isGuessed = parameters.ImageChannels is null && imageChannels is null;
        return new BatchNormEstimator(catalog.GetEnvironment(), new KnownFit(columns, parameters, order, isGuessed, areOfPixels));
    }
}
