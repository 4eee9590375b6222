using System.Reflection;
using Microsoft.ML.Data;
using MlNetBatchNorm;
using MlNetBatchNorm.Access;

namespace Microsoft.ML;

/// <summary>Continues the fits of a model.</summary>
public static class BatchNormModels
{
    /// <summary>
    /// Continues the fit of every <see cref="BatchNormTransformer"/> in a model on more rows, with the same options, and returns the model with
    /// the new transformers: of the same type, with the same scopes.
    /// </summary>
    /// <remarks>
    /// All other steps stay as they are, including trainers: a trainer after the normalization was fitted to the old statistics, so train it again
    /// if these change noticeably. Transformers that were not fitted stay too, such as those of <c>NormalizeChannels</c> with known statistics, and inverse maps.
    /// </remarks>
    /// <typeparam name="T">The type of the model.</typeparam>
    /// <param name="model">A fitted or loaded model; it is not changed.</param>
    /// <param name="input">More rows, with the columns that the model reads. Without usable rows, the statistics do not change, and the log says so.</param>
    /// <param name="configure">
    /// Changes options that do not influence what is learned, such as <c>options => options with { MaxDegreeOfParallelism = 1 }</c>; null
    /// (default) for <see cref="BatchNormTransformer.Options"/>.
    /// </param>
    /// <returns>A new model with the same steps.</returns>
    /// <exception cref="ArgumentNullException">The model or the rows are null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The model has no fitted step, or a column or an option does not match it.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="BatchNormEstimator.Fit(IDataView)"/>.</exception>
    /// <exception cref="OperationCanceledException">The fit was canceled.</exception>
    public static T ContinueBatchNorm<T>(
        this T model, IDataView input, Func<BatchNormEstimator.Options, BatchNormEstimator.Options>? configure = null)
        where T : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(input);
        if (!model.FindAll<BatchNormTransformer>().Any(step => step.WasFitted))
            throw Errors.Parameter(nameof(model), "The model has no NormalizeBatch that was fitted with statistics, so there is no fit to continue.");
        return (T)Continue(model, input, configure ?? (options => options));
    }

    private static ITransformer Continue(
        ITransformer model, IDataView input, Func<BatchNormEstimator.Options, BatchNormEstimator.Options> configure)
    {
        if (model is BatchNormTransformer { WasFitted: true } transformer)
            return BatchNormCatalog.Create(transformer.Environment, Pairs(transformer), configure(transformer.Options)).Fit(input, transformer);
        if (model is not ITransformerChainAccessor chain)
            return model;
        var steps = new List<ITransformer>();
        foreach (ITransformer step in chain.Transformers)
        {
            steps.Add(Continue(step, input, configure));
            input = steps[^1].Transform(input);
        }

        return Chain(model.GetType(), [.. steps], chain.Scopes);
    }

    /// <summary>A chain of a type that is known at run time only, by its constructor of steps and scopes.</summary>
    private static ITransformer Chain(Type type, ITransformer[] steps, TransformerScope[] scopes) => (ITransformer)Activator.CreateInstance(
        type, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DoNotWrapExceptions, binder: null, [steps, scopes], culture: null)!;

    private static InputOutputColumnPair[] Pairs(BatchNormTransformer transformer) =>
        [.. transformer.Columns.Select(column => new InputOutputColumnPair(column.OutputColumnName, column.Input.ColumnName))];
}
