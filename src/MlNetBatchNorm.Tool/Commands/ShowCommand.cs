using System.CommandLine;
using MlNetBatchNorm.Tool.Files;
using MlNetBatchNorm.Tool.Reporting;

namespace MlNetBatchNorm.Tool.Commands;

/// <summary>Shows a file of statistics.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A file that 'fit' or 'merge' wrote." };
        var json = new Option<bool>("--json") { Description = "Writes JSON." };
        var command = new Command(
            "show", "Shows the mean and the standard deviation of each channel, for pixels from 0 to 255 and from 0 to 1, to read and to paste into code.")
        {
            file, json,
        };
        command.SetWork((arguments, _) =>
        {
            Show(StatisticsFile.Load(arguments.GetRequiredValue(file)), arguments.GetValue(json));
            return Task.FromResult(ExitCodes.Success);
        });
        return command;
    }

    /// <summary>Writes what statistics say to the standard output.</summary>
    public static void Show(ChannelStatistics statistics, bool json = false)
    {
        StatisticsReport report = StatisticsReport.Create(statistics);
        if (json)
            Console.Out.WriteLine(JsonReport.Format(report));
        else
            TextReport.Write(Terminal.Out, report);
    }
}
