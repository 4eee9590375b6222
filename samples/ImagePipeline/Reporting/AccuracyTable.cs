using System.Globalization;
using ImagePipeline.Learning;
using Spectre.Console;

namespace ImagePipeline.Reporting;

/// <summary>How the same trainer does, with the same budget, on what the pipelines make of the pixels.</summary>
internal static class AccuracyTable
{
    public static Table Create(IEnumerable<TrainedModel> models, int iterations)
    {
        var title = new TableTitle($"Accuracy after {iterations} iterations of training");
        Table table = new Table { Border = TableBorder.Simple, Title = title }
            .AddColumn("Pixels")
            .AddColumn(new TableColumn("Training images").RightAligned())
            .AddColumn(new TableColumn("Test images").RightAligned());
        foreach (TrainedModel model in models)
        {
            table.AddRow(
                model.Pixels,
                model.TrainAccuracy.ToString("p1", CultureInfo.InvariantCulture),
                model.TestAccuracy.ToString("p1", CultureInfo.InvariantCulture));
        }

        return table;
    }
}
