using SimpleCnn.Data;

namespace SimpleCnn.Experiments;

/// <summary>Makes all runs of a plan.</summary>
internal static class Experiment
{
    /// <param name="plan">Which runs.</param>
    /// <param name="images">What all are trained and tested on.</param>
    /// <param name="threads">How many runs are under way at once. Each has one thread, so that the results don't depend on this.</param>
    /// <param name="finishedOne">Called after each run, from any thread.</param>
    /// <param name="cancellationToken">Ends the experiment.</param>
    /// <returns>The runs in the order of the plan.</returns>
    public static IReadOnlyList<Run> Execute(
        Plan plan, NormalizedImages images, int threads, Action finishedOne, CancellationToken cancellationToken)
    {
        Setting[] settings = [.. plan.Settings()];
        var runs = new Run[settings.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        // The longest are last in the plan; begun first, they don't leave a thread alone at the end.
        Parallel.ForEach(Enumerable.Range(0, settings.Length).Reverse(), options, i =>
        {
            runs[i] = Run.Train(settings[i], plan.Steps, images, cancellationToken);
            finishedOne();
        });
        return runs;
    }
}
