using AdaptOnnx.Learning;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;
using Samples.Pictures;

namespace AdaptOnnx.Pictures;

/// <summary>Bars of right answers, with 95 % intervals; a category for each shift, from the top.</summary>
internal static class AccuracyPlot
{
    /// <summary>The space above and below the bars.</summary>
    public const int Top = 16, Bottom = 56;

    private const int Left = 190, Right = 24;

    private static readonly OxyColor Before = OxyColor.FromRgb(0xb0, 0xb0, 0xb0);

    private static readonly OxyColor[] After = [OxyColor.FromRgb(0x9e, 0xca, 0xe1), OxyColor.FromRgb(0x4a, 0x98, 0xc9), OxyColor.FromRgb(0x08, 0x51, 0x9c)];

    public static PlotModel Create(IReadOnlyList<ShiftResult> results)
    {
        var plot = new PlotModel { DefaultFont = Fonts.Family, PlotMargins = new OxyThickness(Left, Top, Right, Bottom) };
        plot.Axes.Add(new CategoryAxis
        {
            Position = AxisPosition.Left,
            // From the top, as the images.
            StartPosition = 1,
            EndPosition = 0,
            GapWidth = 0.3,
            ItemsSource = results.Select(result => result.Shift.Name).ToArray(),
        });
        plot.Axes.Add(new LinearAxis
        {
            Position = AxisPosition.Bottom,
            Title = "right answers, %, with 95 % intervals",
            Minimum = 0,
            Maximum = 100,
            MajorGridlineStyle = LineStyle.Dot,
        });
        plot.Legends.Add(new Legend { LegendPosition = LegendPosition.RightMiddle });
        plot.Series.Add(Bars("as trained", Before, results.Select(result => result.AsTrained)));
        foreach ((int i, int count) in Experiment.Counts.Index())
            plot.Series.Add(Bars($"adapted to {count:n0}", After[i], results.Select(result => result.Adapted[i])));
        return plot;
    }

    private static ErrorBarSeries Bars(string title, OxyColor color, IEnumerable<Accuracy> values) => new()
    {
        Title = title,
        FillColor = color,
        ItemsSource = values.Select(value => new ErrorBarItem(100 * value.Share, 100 * value.Margin)).ToArray(),
    };
}
