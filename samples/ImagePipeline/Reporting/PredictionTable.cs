using System.Globalization;
using ImagePipeline.Learning;
using Spectre.Console;

namespace ImagePipeline.Reporting;

/// <summary>What the model says of single images, beside what they show.</summary>
internal static class PredictionTable
{
    public static Table Create(IEnumerable<Answer> answers, string root)
    {
        Table table = new Table { Border = TableBorder.Simple, Title = new TableTitle("Predicted with the saved model, loaded again") }
            .AddColumns("File", "Class", "Predicted")
            .AddColumn(new TableColumn("Confidence").RightAligned());
        foreach (Answer answer in answers)
        {
            table.AddRow(
                new Text(Path.GetRelativePath(root, answer.Image.Path)),
                new Text(answer.Image.Class),
                new Text(answer.Prediction.Class, new Style(answer.IsRight ? Color.Green : Color.Red)),
                new Text(answer.Prediction.Confidence.ToString("p0", CultureInfo.InvariantCulture)));
        }

        return table;
    }
}
