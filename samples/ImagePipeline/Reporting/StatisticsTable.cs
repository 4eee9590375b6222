using System.Globalization;
using MlNetBatchNorm;
using Spectre.Console;

namespace ImagePipeline.Reporting;

/// <summary>What was learned of each channel, of pixels from 0 to 255 and as the field quotes it, from 0 to 1.</summary>
internal static class StatisticsTable
{
    private const double PixelScale = 255;
    private static readonly string[] Channels = ["red", "green", "blue"];

    /// <param name="learned">The parameters of three channels.</param>
    /// <param name="cifar10">What the field uses for CIFAR-10, to show beside them; null where the images are others.</param>
    public static Table Create(BatchNormParameters learned, ImageNormalization? cifar10)
    {
        Table table = new Table { Border = TableBorder.Simple, Title = new TableTitle("Learned from the training images") }
            .AddColumn("Channel")
            .AddColumns(RightAligned("Mean\n0..255", "Deviation\n0..255", "Mean\n0..1", "Deviation\n0..1"));
        if (cifar10 is not null)
            table.AddColumns(RightAligned("CIFAR-10\nmean", "CIFAR-10\ndeviation"));
        for (int c = 0; c < learned.NumFeatures; c++)
        {
            double mean = learned.RunningMean[c];
            double deviation = Math.Sqrt(learned.RunningVariance[c]);
            table.AddRow(
            [
                Channels[c], Text(mean, "f2"), Text(deviation, "f2"), Text(mean / PixelScale, "f4"), Text(deviation / PixelScale, "f4"),
                .. cifar10 is null ? (string[])[]
                    : [Text(cifar10.Mean[c] / PixelScale, "f4"), Text(cifar10.StandardDeviation[c] / PixelScale, "f4")],
            ]);
        }

        return table;
    }

    private static TableColumn[] RightAligned(params string[] headers) =>
        [.. headers.Select(header => new TableColumn(header).RightAligned())];

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
