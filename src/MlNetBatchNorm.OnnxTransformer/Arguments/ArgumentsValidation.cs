using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.OnnxAdaptation.Arguments;

/// <summary>Checks what an estimator is made of, all violations together.</summary>
internal static class ArgumentsValidation
{
    /// <exception cref="ArgumentOutOfRangeException">Names every argument that is wrong, what was found and what is allowed.</exception>
    public static void Check(string outputColumnName, string inputColumnName, string modelFile, OnnxAdaptationOptions options)
    {
        List<(string Name, string Text)> violations =
        [
            .. Empty(nameof(outputColumnName), outputColumnName),
            .. Empty(nameof(inputColumnName), inputColumnName),
            .. Empty(nameof(modelFile), modelFile),
            .. Violations(options),
        ];
        if (violations.Count > 0)
            throw Errors.Parameter(violations[0].Name, string.Join(" ", violations.Select(violation => violation.Text)));
    }

    private static IEnumerable<(string Name, string Text)> Empty(string name, string value)
    {
        if (string.IsNullOrWhiteSpace(value))
            yield return (name, $"{name} must not be null or empty.");
    }

    private static IEnumerable<(string Name, string Text)> Violations(OnnxAdaptationOptions options)
    {
        if (options.BatchSize < 1)
            yield return Violation(nameof(options.BatchSize), "must be 1 or more", options.BatchSize);
        if (!(options.Blend >= 0 && options.Blend <= 1))
            yield return Violation(nameof(options.Blend), "must lie from 0 to 1", options.Blend);
        if (!Enum.IsDefined(options.Statistics))
            yield return Violation(
                nameof(options.Statistics), $"must be one of {string.Join(", ", Enum.GetNames<BatchNormStatistics>())}", options.Statistics);
        if (options.MaxRows < 1)
            yield return Violation(nameof(options.MaxRows), "must be 1 or more, or null for all rows", options.MaxRows);
    }

    private static (string Name, string Text) Violation(string name, string allowed, object? found) =>
        (name, FormattableString.Invariant($"{name} {allowed}, but is {found}."));
}
