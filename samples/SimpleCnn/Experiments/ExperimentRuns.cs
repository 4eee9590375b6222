namespace SimpleCnn.Experiments;

/// <summary>Finds runs among those of an experiment.</summary>
internal sealed class ExperimentRuns(IReadOnlyList<Run> runs)
{
    public IReadOnlyList<RunRow> Rows { get; } = [.. runs.Select(run => run.Row)];

    public IReadOnlyList<VariantSummary> Summaries => VariantSummary.Create(Rows);

    /// <summary>The runs of all seeds.</summary>
    public IReadOnlyList<Run> Of(Architecture network, bool batchNorm, float rate) =>
        [.. runs.Where(run => run.Setting.Architecture == network && run.Setting.BatchNorm == batchNorm && run.Setting.Rate == rate)];

    public float BestRate(Architecture network, bool batchNorm) =>
        Summaries.Single(summary => summary.Network == network.Name && summary.BatchNorm == batchNorm).BestRate;

    public IReadOnlyList<Run> AtBestRate(Architecture network, bool batchNorm) => Of(network, batchNorm, BestRate(network, batchNorm));
}
