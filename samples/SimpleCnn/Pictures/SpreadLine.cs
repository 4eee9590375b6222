using OxyPlot;
using OxyPlot.Series;

namespace SimpleCnn.Pictures;

/// <summary>A line through the means of several seeds' values, on a band from the lowest to the highest.</summary>
internal static class SpreadLine
{
    public static void Add(PlotModel plot, bool batchNorm, IEnumerable<(double X, double[] Values)> points)
    {
        var band = new AreaSeries { Color = OxyColors.Transparent, Fill = Style.Band(batchNorm), RenderInLegend = false };
        band.Color2 = OxyColors.Transparent;
        var line = new LineSeries { Title = Style.Name(batchNorm), Color = Style.Color(batchNorm) };
        foreach ((double x, double[] values) in points.Where(point => point.Values.All(double.IsFinite)))
        {
            band.Points.Add(new DataPoint(x, values.Min()));
            band.Points2.Add(new DataPoint(x, values.Max()));
            line.Points.Add(new DataPoint(x, values.Average()));
        }

        plot.Series.Add(band);
        plot.Series.Add(line);
    }
}
