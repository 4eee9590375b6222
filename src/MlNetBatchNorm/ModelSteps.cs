using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Access;

namespace MlNetBatchNorm;

/// <summary>Finds the steps of a fitted or loaded model. In this namespace, so that programs that do not use it see no more methods on their models.</summary>
public static class ModelSteps
{
    /// <summary>The only step of a type in a model, such as <c>model.Find&lt;BatchNormTransformer&gt;()</c>.</summary>
    /// <typeparam name="T">The type of the step.</typeparam>
    /// <param name="model">A fitted or loaded model: a chain of transformers, which may contain chains, or a single one.</param>
    /// <exception cref="ArgumentNullException">The model is null.</exception>
    /// <returns>The step.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The model has no such step, or several; the message lists its steps.</exception>
    public static T Find<T>(this ITransformer model) where T : class, ITransformer
    {
        T[] found = [.. model.FindAll<T>()];
        return found.Length == 1 ? found[0] : throw Errors.Parameter(nameof(model),
            $"The model has {(found.Length == 0 ? "no" : found.Length)} {typeof(T).Name}, but must have one; FindAll finds any number. Its steps are: " +
            $"{string.Join(", ", Steps(model).Select(step => step.GetType().Name))}.");
    }

    /// <summary>The steps of a type in a model, in the order of the data.</summary>
    /// <typeparam name="T">The type of the steps.</typeparam>
    /// <param name="model">A fitted or loaded model: a chain of transformers, which may contain chains, or a single one.</param>
    /// <returns>The steps; empty if there are none.</returns>
    /// <exception cref="ArgumentNullException">The model is null.</exception>
    public static IEnumerable<T> FindAll<T>(this ITransformer model) where T : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(model);
        return Steps(model).OfType<T>();
    }

    private static IEnumerable<ITransformer> Steps(ITransformer model) =>
        model is ITransformerChainAccessor chain ? chain.Transformers.SelectMany(Steps) : [model];
}
