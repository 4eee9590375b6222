namespace SimpleCnn.Experiments;

/// <summary>Which networks are trained, and how: every network, with and without batch normalization, at every rate, from every seed.</summary>
/// <param name="Steps">How long each run is.</param>
/// <param name="Seeds">How many there are; the first is 1.</param>
internal sealed record Plan(int Steps, int Seeds)
{
    /// <summary>Images in a step.</summary>
    public const int BatchSize = 32;

    /// <summary>A run's loss at a step is the mean over this many steps up to it.</summary>
    public const int LossWindow = 20;

    /// <summary>The loss that runs are timed to, and that they end below if they train. Guessing costs ln 10 = 2.303.</summary>
    public const double TargetLoss = 1.8;

    /// <summary>Half-decades.</summary>
    public static IReadOnlyList<float> Rates { get; } = [0.001f, 0.003f, 0.01f, 0.03f, 0.1f, 0.3f, 1, 3];

    public IEnumerable<Setting> Settings() =>
        from architecture in Architecture.All
        from batchNorm in (bool[])[false, true]
        from rate in Rates
        from seed in Enumerable.Range(1, Seeds)
        select new Setting(architecture, batchNorm, rate, seed);
}
