using System.CommandLine;
using Microsoft.ML;
using MlNetBatchNorm.Tool.Files;
using MlNetBatchNorm.Tool.Images;
using MlNetBatchNorm.Tool.Reporting;

namespace MlNetBatchNorm.Tool.Commands;

/// <summary>Collects the statistics of images.</summary>
internal static class FitCommand
{
    private static readonly Argument<string> Images = new("images")
    {
        Description =
            "A folder, whose JPEG, PNG, BMP, GIF and WebP files are read, also in folders inside; or a text file with one path per line, relative to that file.",
    };

    private static readonly Option<string?> Output = new("--output", "-o") { HelpName = "FILE", Description = "The file to write, by habit .bnstats." };

    private static readonly Option<ImagePart?> Part = Arguments.Option<ImagePart?>(
        "--shard", "INDEX/COUNT", "Reads one of COUNT parts of the sorted list only; INDEX counts from 0. Needs --output.", ImagePart.Form,
        (string text, out ImagePart? part) =>
        {
            bool isPart = ImagePart.TryParse(text, out ImagePart parsed);
            part = parsed;
            return isPart;
        });

    private static readonly Option<OnBadFile> BadFile = new("--on-bad-file")
    {
        Description = "What to do with a file that is not an image or is cut off: leave it out and name it, or fail.",
        DefaultValueFactory = _ => OnBadFile.Skip,
    };

    public static Command Create()
    {
        var command = new Command("fit", "Collects the exact statistics of images.") { Images, ImageOptions.Resize, ImageOptions.Channels, Part, BadFile, Output };
        command.Validators.Add(result =>
        {
            if (result.GetResult(Part) is not null && result.GetResult(Output) is null)
                result.AddError("--shard needs --output, the file for the part's statistics.");
        });
        command.SetWork(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult arguments, CancellationToken cancellationToken)
    {
        string? output = arguments.GetValue(Output);
        if (output is not null)
            StatisticsFile.CheckOutput(output);
        ImageList list = ImageList.Find(arguments.GetRequiredValue(Images));
        ChannelStatistics statistics = await Collect(arguments, list, cancellationToken);
        bool isPart = arguments.GetValue(Part) is not null;
        if (statistics.Rows == 0 && !isPart)
            throw new ToolException("No image could be used, so there is nothing to write.");
        if (output is not null)
            StatisticsFile.Save(statistics, output);
        if (!isPart)
            ShowCommand.Show(statistics);
        Report(statistics, output);
        return statistics.RowsSkipped > 0 ? ExitCodes.FilesSkipped : ExitCodes.Success;
    }

    private static Task<ChannelStatistics> Collect(ParseResult arguments, ImageList list, CancellationToken cancellationToken)
    {
        ImageSettings settings = ImageOptions.Settings(arguments);
        ImagePart? part = arguments.GetValue(Part);
        Shard? shard = part is { } given ? new Shard($"{list.Description}, {settings}", given.Index, given.Count) : null;
        IReadOnlyList<string> files = list.Paths(part?.Of(list.Names) ?? list.Names);
        OnBadFile onBadFile = arguments.GetValue(BadFile);
        return ProgressBar.Run("Images", files.Count, done =>
        {
            ShardPipeline pipeline = ImagePipeline.Create(
                new MLContext(), settings, onBadFile == OnBadFile.Skip ? ReportSkipped : _ => { },
                new ProgressReceiver(progress => done(progress.Rows)));
            return Task.FromResult(pipeline.Collect(files, shard, onBadFile, cancellationToken));
        });
    }

    private static void ReportSkipped(UnreadableImage image) => Terminal.WriteError($"Skipped {image.Path}: {image.Problem}");

    private static void Report(ChannelStatistics statistics, string? output)
    {
        string skipped = statistics.RowsSkipped > 0 ? $", {statistics.RowsSkipped} skipped" : "";
        string written = output is null ? "" : $": {output}";
        Terminal.WriteNote($"{statistics.Rows} images{skipped}{written}");
    }
}
