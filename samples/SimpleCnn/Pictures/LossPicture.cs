using OxyPlot;
using OxyPlot.Axes;
using Samples.Pictures;
using SimpleCnn.Experiments;

namespace SimpleCnn.Pictures;

/// <summary>The training loss over the steps, for each network at each variant's best rate.</summary>
internal static class LossPicture
{
    private static readonly double Guessing = Math.Log(10);

    public static void Save(ExperimentRuns runs, string path) => PlotSheet.Save([.. Architecture.All.Select(network => Plot(runs, network))], path);

    private static PlotModel Plot(ExperimentRuns runs, Architecture network)
    {
        PlotModel plot = Style.Plot(
            network.Name,
            new LinearAxis { Title = "steps", Minimum = 0 },
            new LinearAxis { Title = "training loss", Minimum = 1, Maximum = 2.6 });
        plot.Annotations.Add(Style.Chance(Guessing, "guessing"));
        foreach (bool batchNorm in (bool[])[false, true])
        {
            double[][] losses = [.. runs.AtBestRate(network, batchNorm).Select(run => RunRow.Smooth(run.Losses))];
            SpreadLine.Add(plot, batchNorm, Enumerable.Range(0, losses[0].Length).Select(step => (step + 1.0, losses.Select(run => run[step]).ToArray())));
            plot.Series[^1].Title += $", rate {runs.BestRate(network, batchNorm)}";
        }

        return plot;
    }
}
