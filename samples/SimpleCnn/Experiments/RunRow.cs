namespace SimpleCnn.Experiments;

/// <summary>One row of the results: a run and how it went.</summary>
/// <param name="Network">The network's name.</param>
/// <param name="BatchNorm">Whether it had batch normalization.</param>
/// <param name="Rate">The learning rate.</param>
/// <param name="Seed">Where the initial weights and the order come from.</param>
/// <param name="Steps">How long the run was.</param>
/// <param name="StepsToTarget">After how many steps the loss was at <see cref="Plan.TargetLoss"/>; null if it never was.</param>
/// <param name="FinalLoss">The loss at the end; not a number if the run diverged.</param>
/// <param name="TestAccuracy">The share of the test images that are named right.</param>
internal sealed record RunRow(
    string Network, bool BatchNorm, float Rate, int Seed, int Steps, int? StepsToTarget, double FinalLoss, double TestAccuracy)
{
    /// <summary>Whether the loss was low at the end.</summary>
    public bool Trains => FinalLoss <= Plan.TargetLoss;

    public static RunRow Create(Setting setting, double[] losses, double testAccuracy)
    {
        double[] smooth = Smooth(losses);
        int reached = Array.FindIndex(smooth, loss => loss <= Plan.TargetLoss);
        return new RunRow(
            setting.Architecture.Name, setting.BatchNorm, setting.Rate, setting.Seed, losses.Length, reached < 0 ? null : reached + 1, smooth[^1],
            testAccuracy);
    }

    /// <summary>At each step, the mean over the last steps; fewer at the beginning, which is not a number so that nothing is read into it.</summary>
    public static double[] Smooth(IReadOnlyList<double> losses)
    {
        int window = Math.Min(Plan.LossWindow, losses.Count);
        return
        [
            .. Enumerable.Range(1, losses.Count)
                .Select(end => end < window ? double.NaN : losses.Skip(end - window).Take(window).Average()),
        ];
    }
}
