using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;
using Samples.Pictures;

namespace ImagePipeline.Pictures;

/// <summary>One histogram a channel, in the channel's color, with a dashed line at its mean.</summary>
internal static class ChannelPlot
{
    private static readonly (string Name, OxyColor Color)[] Channels =
        [("red", OxyColors.Firebrick), ("green", OxyColors.ForestGreen), ("blue", OxyColors.RoyalBlue)];

    /// <param name="title">Stands above the plot.</param>
    /// <param name="unit">Stands below it.</param>
    /// <param name="values">The values of each channel.</param>
    /// <param name="edgesOf">The edges of a channel's bins, ascending.</param>
    public static PlotModel Create(string title, string unit, IReadOnlyList<IReadOnlyList<double>> values, Func<int, double[]> edgesOf)
    {
        var plot = new PlotModel { Title = title, DefaultFont = Fonts.Family, TitleFontWeight = FontWeights.Normal };
        plot.Axes.Add(new LinearAxis { Position = AxisPosition.Bottom, Title = unit });
        plot.Axes.Add(new LinearAxis { Position = AxisPosition.Left, Title = "density", Minimum = 0, MaximumPadding = 0.1 });
        plot.Legends.Add(new Legend { LegendPosition = LegendPosition.TopRight });
        for (int c = 0; c < values.Count; c++)
        {
            (string name, OxyColor color) = Channels[c];
            plot.Series.Add(Histogram(name, color, values[c], edgesOf(c)));
            plot.Annotations.Add(new LineAnnotation { Type = LineAnnotationType.Vertical, X = values[c].Average(), Color = color });
        }

        return plot;
    }

    private static StairStepSeries Histogram(string name, OxyColor color, IReadOnlyList<double> values, double[] edges)
    {
        var options = new BinningOptions(
            BinningOutlierMode.CountOutliers, BinningIntervalType.InclusiveLowerBound, BinningExtremeValueMode.IncludeExtremeValues);
        var series = new StairStepSeries { Title = name, Color = color };
        series.Points.Add(new DataPoint(edges[0], 0));
        foreach (HistogramItem bin in HistogramHelpers.Collect(values, edges, options))
            series.Points.Add(new DataPoint(bin.RangeStart, bin.Height));
        series.Points.Add(new DataPoint(edges[^1], 0));
        return series;
    }
}
