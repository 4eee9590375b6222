using System.Globalization;
using ImagePipeline.Learning;
using Spectre.Console;

namespace ImagePipeline.Reporting;

/// <summary>How the same trainer does, with the same budget, on what the pipelines make of the pixels.</summary>
internal static class AccuracyTable
{
    private const double Percent = 100;

    /// <param name="trials">One for each division of the images; all have the same pipelines, the normalized one first.</param>
    /// <param name="iterations">The budget.</param>
    /// <param name="testToTrain">Test images for each training image.</param>
    public static Table Create(IReadOnlyList<Trial> trials, int iterations, double testToTrain)
    {
        var title = new TableTitle($"Accuracy after {iterations} iterations of training, mean of {trials.Count} divisions of the images");
        Table table = new Table { Border = TableBorder.Simple, Title = title }
            .AddColumn("Pixels")
            .AddColumns(RightAligned("Training images", "Test images", "Normalized is better by"));
        for (int i = 0; i < trials[0].Models.Count; i++)
        {
            table.AddRow(
                new Text(trials[0].Models[i].Pixels),
                Share(trials.Average(trial => trial.Models[i].TrainAccuracy)),
                Share(trials.Average(trial => trial.Models[i].TestAccuracy)),
                i == 0 ? new Text("") : Cell(Normalized(trials, i, testToTrain)));
        }

        return table;
    }

    private static Difference Normalized(IReadOnlyList<Trial> trials, int other, double testToTrain) =>
        Difference.Of([.. trials.Select(trial => trial.Models[0].TestAccuracy - trial.Models[other].TestAccuracy)], testToTrain);

    private static Text Cell(Difference difference)
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{Percent * difference.Mean:f1} ± {Percent * difference.Margin:f1} points");
        return difference.IsClear
            ? new Text(text, new Style(difference.Mean > 0 ? Color.Green : Color.Red))
            : new Text(text + ": no clear difference");
    }

    private static Text Share(double share) => new(share.ToString("p1", CultureInfo.InvariantCulture));

    private static TableColumn[] RightAligned(params string[] headers) =>
        [.. headers.Select(header => new TableColumn(header).RightAligned())];
}
