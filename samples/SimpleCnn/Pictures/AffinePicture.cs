using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using Samples.Pictures;
using SimpleCnn.Experiments;

namespace SimpleCnn.Pictures;

/// <summary>How far γ and β of every channel went from 1 and 0, layer by layer, for each network at its best rate.</summary>
internal static class AffinePicture
{
    /// <summary>The two are drawn side by side.</summary>
    private const double Offset = 0.15;
    private const double DotSize = 2.5;

    public static void Save(ExperimentRuns runs, string path) => PlotSheet.Save([.. Architecture.All.Select(network => Plot(runs, network))], path);

    private static PlotModel Plot(ExperimentRuns runs, Architecture network)
    {
        IReadOnlyList<IReadOnlyList<AffineValues>> ofRuns = [.. runs.AtBestRate(network, batchNorm: true).Select(run => run.Affine)];
        PlotModel plot = Style.Plot(
            $"{network.Name}, rate {runs.BestRate(network, batchNorm: true)}",
            new LinearAxis { Title = "layer", Minimum = 0.5, Maximum = ofRuns[0].Count + 0.5, MajorStep = 1, MinorTickSize = 0 },
            new LinearAxis { Title = "change from the beginning to the end" });
        plot.Series.Add(Dots("γ - 1", OxyColors.RoyalBlue, -Offset, ofRuns, values => [.. values.Weight.Select(weight => weight - 1)]));
        plot.Series.Add(Dots("β", OxyColors.DarkOrange, Offset, ofRuns, values => values.Bias));
        return plot;
    }

    private static ScatterSeries Dots(
        string name, OxyColor color, double offset, IReadOnlyList<IReadOnlyList<AffineValues>> ofRuns, Func<AffineValues, float[]> values)
    {
        var dots = new ScatterSeries { Title = name, MarkerFill = color, MarkerType = MarkerType.Circle, MarkerSize = DotSize };
        dots.Points.AddRange(
            from layers in ofRuns
            from layer in layers.Index()
            from value in values(layer.Item)
            select new ScatterPoint(layer.Index + 1 + offset, value));
        return dots;
    }
}
