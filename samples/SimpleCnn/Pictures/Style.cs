using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Legends;
using Samples.Pictures;

namespace SimpleCnn.Pictures;

/// <summary>What the experiment's pictures have in common.</summary>
internal static class Style
{
    private const byte BandAlpha = 48;

    /// <summary>More than the longest label of a tick, which OxyPlot's default lets the title cover.</summary>
    private const double TitleDistance = 14;

    /// <summary>The color of a variant, dark for lines.</summary>
    public static OxyColor Color(bool batchNorm) => batchNorm ? OxyColors.RoyalBlue : OxyColors.Firebrick;

    /// <summary>The same, light for the range of the seeds.</summary>
    public static OxyColor Band(bool batchNorm) => OxyColor.FromAColor(BandAlpha, Color(batchNorm));

    public static string Name(bool batchNorm) => batchNorm ? "with BatchNorm" : "without";

    /// <summary>An empty plot whose legend is above the axes, where it hides nothing.</summary>
    public static PlotModel Plot(string title, Axis x, Axis y)
    {
        var plot = new PlotModel { Title = title, DefaultFont = Fonts.Family, TitleFontWeight = FontWeights.Normal };
        x.Position = AxisPosition.Bottom;
        y.Position = AxisPosition.Left;
        y.AxisTitleDistance = TitleDistance;
        plot.Axes.Add(x);
        plot.Axes.Add(y);
        plot.Legends.Add(new Legend
        {
            LegendPlacement = LegendPlacement.Outside,
            LegendPosition = LegendPosition.TopCenter,
            LegendOrientation = LegendOrientation.Horizontal,
        });
        return plot;
    }

    /// <summary>Gray and dotted, where a network that guesses would be.</summary>
    public static LineAnnotation Chance(double y, string text) => new()
    {
        Type = LineAnnotationType.Horizontal,
        Y = y,
        Color = OxyColors.Gray,
        LineStyle = LineStyle.Dot,
        Text = text,
        TextColor = OxyColors.Gray,
    };
}
