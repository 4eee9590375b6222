using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using Samples.Pictures;
using SimpleCnn.Experiments;

namespace SimpleCnn.Pictures;

/// <summary>What goes into one of the last sigmoids while the network is trained, without and with batch normalization, at the same rate.</summary>
internal static class SigmoidPicture
{
    private const int Seed = 1;

    /// <summary>The same for both, or the narrow inputs without batch normalization would look as wide as the others.</summary>
    private const double Range = 2;
    private static readonly string[] Names = ["15th percentile", "50th percentile", "85th percentile"];
    private static readonly OxyColor[] Colors = [OxyColors.SteelBlue, OxyColors.Black, OxyColors.DarkOrange];

    public static void Save(ExperimentRuns runs, string path)
    {
        float rate = runs.BestRate(Architecture.Sigmoids, batchNorm: true);
        PlotSheet.Save(
            [
                .. ((bool[])[false, true]).Select(batchNorm =>
                    Plot(runs.Of(Architecture.Sigmoids, batchNorm, rate).Single(run => run.Setting.Seed == Seed), rate)),
            ],
            path);
    }

    private static PlotModel Plot(Run run, float rate)
    {
        PlotModel plot = Style.Plot(
            $"{run.Setting.Architecture.Name}, {Style.Name(run.Setting.BatchNorm)}, rate {rate}",
            new LinearAxis { Title = "steps" },
            new LinearAxis { Title = "input of a sigmoid in the last layer", Minimum = -Range, Maximum = Range });
        for (int i = 0; i < Names.Length; i++)
        {
            var line = new LineSeries { Title = Names[i], Color = Colors[i] };
            line.Points.AddRange(run.SigmoidInputs!.Points.Select(point => new DataPoint(point.Step, point.Percentiles[i])));
            plot.Series.Add(line);
        }

        return plot;
    }
}
