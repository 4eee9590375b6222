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
    private static readonly OxyThickness Margins = new(left: 330, top: 10, right: 40, bottom: 60);

    /// <summary>OxyPlot's default lets the title touch the ticks' labels.</summary>
    private const double TitleDistance = 14;

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
            Title = $"μs for one image of 3x224x224, one thread; floats: beyond reading them ({Reading(results):0} μs)",
            AxisTitleDistance = TitleDistance,
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

    /// <summary>The time in microseconds to read a float image, which the others are without.</summary>
    private static double Reading(IReadOnlyList<Result> results) => results.First(result =>
        result.Title == Result.TitleOf(typeof(ApplyBenchmark)) && result.Case == nameof(ChannelLayout.ChannelsFirst)).Baseline / 1000;

    private static IEnumerable<Bar> Bars(IReadOnlyList<Result> results)
    {
        string apply = Result.TitleOf(typeof(ApplyBenchmark));
        string fit = Result.TitleOf(typeof(FitBenchmark));
        string image = Result.TitleOf(typeof(ImageColumnBenchmark));
        string channelsFirst = nameof(ChannelLayout.ChannelsFirst);
        // Reading alone has no bar: beside times without it, a step would seem to be faster than a memory copy.
        foreach (Result result in results.Where(result => result.Title == apply && result.Case == channelsFirst && result.Added is not null))
            yield return Bar.Of("apply: " + result.Method, result.Added!.Value, result);
        foreach (Result result in results.Where(result => result.Title == fit && result.Case == channelsFirst && result.Added is not null))
            yield return Bar.Of("fit: " + result.Method, result.Added!.Value, result);
        foreach (Result result in results.Where(result => result.Title == image && !result.Method.Contains("memory copy", StringComparison.Ordinal)))
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
