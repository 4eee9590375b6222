using OxyPlot;
using OxyPlot.Axes;
using Samples.Pictures;
using SimpleCnn.Experiments;

namespace SimpleCnn.Pictures;

/// <summary>The test accuracy over the rate, for each network.</summary>
internal static class AccuracyPicture
{
    private const double Guessing = 10;

    public static void Save(ExperimentRuns runs, string path) => PlotSheet.Save([.. Architecture.All.Select(network => Plot(runs, network))], path);

    private static PlotModel Plot(ExperimentRuns runs, Architecture network)
    {
        PlotModel plot = Style.Plot(
            network.Name,
            new LogarithmicAxis { Title = "learning rate" },
            new LinearAxis { Title = "test accuracy, %", Minimum = 0, Maximum = 60 });
        plot.Annotations.Add(Style.Chance(Guessing, "guessing"));
        foreach (bool batchNorm in (bool[])[false, true])
        {
            SpreadLine.Add(plot, batchNorm, Plan.Rates.Select(rate =>
                ((double)rate, runs.Of(network, batchNorm, rate).Select(run => 100 * run.Row.TestAccuracy).ToArray())));
        }

        return plot;
    }
}
