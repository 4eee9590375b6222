using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Microsoft.ML;
using MlNetBatchNorm.Tool.Cluster;
using MlNetBatchNorm.Tool.Files;
using MlNetBatchNorm.Tool.Images;
using MlNetBatchNorm.Tool.Reporting;

namespace MlNetBatchNorm.Tool.Commands;

/// <summary>Collects the statistics of images.</summary>
internal static class FitCommand
{
    private static readonly Argument<string?> Images = new("images")
    {
        Description =
            "A folder, whose JPEG, PNG, BMP, GIF and WebP files are read, also in folders inside, each file once; or a text file with one path per line, relative to that file.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Output = new("--output", "-o") { HelpName = "FILE", Description = "The file to write, by habit .bnstats." };

    private static readonly Option<ImagePart> Part = Arguments.Option<ImagePart>(
        "--shard", "INDEX/COUNT", "Reads one of COUNT parts of the sorted list only; INDEX counts from 0. Needs --output.", ImagePart.Form, ImagePart.TryParse);

    private static readonly Option<OnBadFile> BadFile = new("--on-bad-file")
    {
        Description = "What to do with a file that is not an image or is cut off: leave it out and name it, or fail.",
        DefaultValueFactory = _ => OnBadFile.Skip,
    };

    private static readonly Option<string?> Postgres = new("--postgres")
    {
        HelpName = "CONNECTION",
        Description = "Has the workers read the images that were started with the same --postgres. " + ClusterStorage.ConnectionHelp,
    };

    private static readonly Option<string?> Attach = new("--attach")
    {
        HelpName = "JOB",
        Description = "With --postgres, and without images: waits for a job that was submitted before.",
    };

    private static readonly Option<int> FilesPerShard = Number(
        "--files-per-shard", "N", "With --postgres: how many images a worker takes at a time.", new ChannelStatisticsJobOptions().FilesPerShard);

    private static readonly Option<int> DatabaseTimeout = Number(
        "--database-timeout", "SECONDS", "With --postgres: for how long the database may be away, as when it restarts.",
        (int)new ChannelStatisticsOptions().StorageTimeout.TotalSeconds);

    public static Command Create()
    {
        var command = new Command("fit", "Collects the exact statistics of images, in this process or by the workers of a cluster.")
        {
            Images, Part, BadFile, Output, Postgres, Attach, FilesPerShard, DatabaseTimeout,
        };
        foreach (Option option in ImageOptions.All)
            command.Options.Add(option);
        command.Validators.Add(ImageOptions.Check);
        command.Validators.Add(Check);
        command.SetWork(Run);
        return command;
    }

    private static Option<int> Number(string name, string helpName, string description, int defaultValue) => Arguments.Option(
        name, helpName, description, "1 or more",
        (string text, out int n) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out n) && n >= 1, defaultValue);

    private static void Check(CommandResult result)
    {
        bool Has(Option option) => result.GetResult(option) is { Implicit: false };
        bool hasImages = result.GetResult(Images) is { Tokens.Count: > 0 };
        if (Has(Part) && !Has(Output))
            result.AddError("--shard needs --output, the file for the part's statistics.");
        if (Has(Part) && Has(Postgres))
            result.AddError("--shard is for fits without --postgres, which makes shards of its own.");
        if (Has(Attach) && !Has(Postgres))
            result.AddError("--attach needs --postgres, the database that has the job.");
        if (hasImages == Has(Attach))
            result.AddError("Give either the images, a folder or a text file with one path per line, or --attach and a job.");
    }

    private static async Task<int> Run(ParseResult arguments, CancellationToken cancellationToken)
    {
        string? output = arguments.GetValue(Output);
        if (output is not null)
            StatisticsFile.CheckOutput(output);
        ChannelStatistics statistics = arguments.GetValue(Postgres) is { } connection
            ? await CollectOnCluster(arguments, connection, cancellationToken)
            : await CollectHere(arguments, FindImages(arguments.GetValue(Images)!), cancellationToken);
        bool isPart = arguments.GetResult(Part) is not null;
        if (statistics.Rows == 0 && !isPart)
            throw new ToolException("No image could be used, so there is nothing to write.");
        cancellationToken.ThrowIfCancellationRequested();
        // Shown first: a result of hours is not lost where it cannot be saved after all.
        if (!isPart)
            ShowCommand.Show(statistics);
        if (output is not null)
            statistics.Save(output);
        ReportEnd(statistics, output);
        return statistics.RowsSkipped > 0 ? ExitCodes.FilesSkipped : ExitCodes.Success;
    }

    private static ImageList FindImages(string images)
    {
        ImageList list = ImageList.Find(images);
        if (!list.LeftOut.IsEmpty)
            Terminal.WriteNote(VisibleText.Of($"{list.LeftOut}."));
        return list;
    }

    private static Task<ChannelStatistics> CollectHere(ParseResult arguments, ImageList list, CancellationToken cancellationToken)
    {
        ImageSettings settings = ImageOptions.Settings(arguments);
        (Shard? shard, IReadOnlyList<string> names) = arguments.GetResult(Part) is null
            ? (null, list.Names)
            : TakePart(arguments.GetValue(Part), list, settings);
        IReadOnlyList<string> files = list.Paths(names);
        OnBadFile onBadFile = arguments.GetValue(BadFile);
        return ProgressBar.Run("Images", files.Count, done =>
        {
            ShardPipeline pipeline = ImagePipeline.Create(
                new MLContext(), settings, onBadFile == OnBadFile.Skip ? ReportSkipped : _ => { },
                new ProgressReceiver<BatchNormProgress>(progress => done(progress.Rows)));
            return Task.FromResult(pipeline.Collect(files, shard, onBadFile, cancellationToken));
        });
    }

    /// <summary>Shards know each other by the list and the settings, so parts of other ones are not merged with them.</summary>
    private static (Shard Shard, IReadOnlyList<string> Names) TakePart(ImagePart part, ImageList list, ImageSettings settings) =>
        (new Shard($"{list.Description}, {settings}", part.Index, part.Count), part.Of(list.Names));

    private static async Task<ChannelStatistics> CollectOnCluster(ParseResult arguments, string connection, CancellationToken cancellationToken)
    {
        ImageList? list = arguments.GetValue(Images) is { } images ? FindImages(images) : null;
        using var cluster = new ClusterFit(connection, TimeSpan.FromSeconds(arguments.GetValue(DatabaseTimeout)));
        return await (list is null
            ? cluster.Collect(arguments.GetValue(Attach)!, cancellationToken)
            : cluster.Collect(
                list.Paths(list.Names), ImageOptions.Settings(arguments), arguments.GetValue(BadFile), arguments.GetValue(FilesPerShard), cancellationToken));
    }

    private static void ReportSkipped(UnreadableImage image) =>
        Terminal.WriteError(VisibleText.Of($"Skipped {image.Path}: {image.Problem}"));

    private static void ReportEnd(ChannelStatistics statistics, string? output)
    {
        string skipped = statistics.RowsSkipped > 0 ? $", {statistics.RowsSkipped} skipped" : "";
        string written = output is null ? "" : $": {output}";
        Terminal.WriteNote($"{statistics.Rows} images{skipped}{written}");
    }
}
