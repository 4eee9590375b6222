using System.Globalization;
using SimpleCnn.Training;
using Spectre.Console;

namespace SimpleCnn.Reporting;

/// <summary>How training went, epoch by epoch.</summary>
internal static class EpochTable
{
    public static Table Create(IEnumerable<Epoch> epochs)
    {
        CultureInfo culture = CultureInfo.InvariantCulture;
        Table table = new Table { Border = TableBorder.Simple }
            .AddColumns([.. ((string[])["Epoch", "Loss", "Training images", "Test images"]).Select(header => new TableColumn(header).RightAligned())]);
        foreach (Epoch epoch in epochs)
        {
            table.AddRow(
                epoch.Number.ToString(culture), epoch.Loss.ToString("f3", culture), epoch.TrainAccuracy.ToString("p1", culture),
                epoch.TestAccuracy.ToString("p1", culture));
        }

        return table;
    }
}
