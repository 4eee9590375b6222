using MlNetBatchNorm.Benchmarks.Measured;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace MlNetBatchNorm.Benchmarks.Reporting;

/// <summary>One chart of what an image costs, beside the peers.</summary>
internal static class ResultChart
{
    private const int Width = 900;
    private const int Height = 540;

    /// <summary>Told instead of measured, because the fonts of who looks at it are not known.</summary>
    private static readonly OxyThickness Margins = new(left: 330, top: 10, right: 40, bottom: 50);

    private static readonly OxyColor Ours = OxyColor.FromRgb(0x1f, 0x77, 0xb4);
    private static readonly OxyColor Peers = OxyColor.FromRgb(0xb0, 0xb0, 0xb0);

    public static void Save(IReadOnlyList<Result> results, string path)
    {
        // A chart reads from the bottom up.
        Bar[] bars = [.. Bars(results).Reverse()];
        var plot = new PlotModel
        {
            Background = OxyColors.White,
            PlotMargins = Margins,
            PlotAreaBorderThickness = new OxyThickness(0),
        };
        plot.Axes.Add(new CategoryAxis { Position = AxisPosition.Left, ItemsSource = bars, LabelField = nameof(Bar.Label), TickStyle = TickStyle.None, GapWidth = 0.4 });
        plot.Axes.Add(new LinearAxis
        {
            Position = AxisPosition.Bottom,
            Title = "microseconds for one image of 3x224x224, beyond reading it, on one thread",
            Minimum = 0,
            Maximum = 1.1 * bars.Max(bar => bar.Value),
            MajorGridlineStyle = LineStyle.Solid,
            MajorGridlineColor = OxyColors.LightGray,
            TickStyle = TickStyle.None,
        });
        plot.Series.Add(new BarSeries { ItemsSource = bars, LabelFormatString = "{0:0}", LabelPlacement = LabelPlacement.Outside, LabelMargin = 4 });
        using FileStream file = File.Create(path);
        new SvgExporter { Width = Width, Height = Height }.Export(plot, file);
    }

    private static IEnumerable<Bar> Bars(IReadOnlyList<Result> results)
    {
        string apply = Result.TitleOf(typeof(ApplyBenchmark));
        string fit = Result.TitleOf(typeof(FitBenchmark));
        string image = Result.TitleOf(typeof(ImageColumnBenchmark));
        string channelsFirst = nameof(ChannelLayout.ChannelsFirst);
        foreach (Result result in results.Where(result => result.Title == apply && result.Case == channelsFirst))
            yield return Bar.Of(result.Added is null ? "a memory copy" : "apply: " + result.Method, result.Added ?? result.Nanoseconds, result);
        foreach (Result result in results.Where(result => result.Title == fit && result.Case == channelsFirst && result.Added is not null))
            yield return Bar.Of("fit: " + result.Method, result.Added!.Value, result);
        foreach (Result result in results.Where(result => result.Title == image))
            yield return Bar.Of($"{result.Case.ToLowerInvariant()}, image: {result.Method}", result.Nanoseconds, result);
    }

    private sealed class Bar : BarItem
    {
        public required string Label { get; init; }

        public static Bar Of(string label, double nanoseconds, Result result) => new()
        {
            Label = label,
            Value = nanoseconds / 1000,
            Color = result.Method.StartsWith("NormalizeBatch", StringComparison.Ordinal) ? Ours : Peers,
        };
    }
}
