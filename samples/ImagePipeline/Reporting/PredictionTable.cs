using System.Globalization;
using ImagePipeline.Learning;
using Samples.Images;
using Spectre.Console;

namespace ImagePipeline.Reporting;

/// <summary>What the model says of single images, beside what they show.</summary>
internal static class PredictionTable
{
    public static Table Create(IEnumerable<(ImageFile Image, Prediction Prediction)> predictions, string root)
    {
        Table table = new Table { Border = TableBorder.Simple, Title = new TableTitle("Predicted with the saved model, loaded again") }
            .AddColumns("File", "Class", "Predicted")
            .AddColumn(new TableColumn("Confidence").RightAligned());
        foreach ((ImageFile image, Prediction prediction) in predictions)
        {
            table.AddRow(
                new Text(Path.GetRelativePath(root, image.Path)),
                new Text(image.Class),
                new Text(prediction.Class, new Style(prediction.Class == image.Class ? Color.Green : Color.Red)),
                new Text(prediction.Confidence.ToString("p0", CultureInfo.InvariantCulture)));
        }

        return table;
    }
}
