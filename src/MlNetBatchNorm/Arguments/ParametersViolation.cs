namespace MlNetBatchNorm.Arguments;

/// <summary>A value of <see cref="BatchNormParameters"/> that is wrong.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Violation">What it must be, and what it is.</param>
internal readonly record struct ParametersViolation(string Name, string Violation)
{
    /// <summary>Without a full stop.</summary>
    public string Text => $"{Name} {Violation}";
}
