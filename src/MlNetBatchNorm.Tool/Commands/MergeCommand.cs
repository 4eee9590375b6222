using System.CommandLine;
using MlNetBatchNorm.Tool.Files;
using MlNetBatchNorm.Tool.Reporting;

namespace MlNetBatchNorm.Tool.Commands;

/// <summary>Merges the files of all parts into one.</summary>
internal static class MergeCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("files") { Description = "The files of all parts, in any order.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--output", "-o") { HelpName = "FILE", Description = "The file to write.", Required = true };
        var command = new Command(
            "merge",
            "Merges the parts that 'fit --shard' wrote: the result is that of one fit of all images, to the byte. Parts that are there twice or belong to " +
            "other images are refused. Where parts are missing, nothing is written but their list, as array jobs take it, to the standard output.")
        {
            files, output,
        };
        command.SetWork((arguments, _) => Task.FromResult(Merge(arguments.GetRequiredValue(files), arguments.GetRequiredValue(output))));
        return command;
    }

    private static int Merge(string[] files, string output)
    {
        StatisticsFile.CheckOutput(output);
        var parts = new PartFiles();
        foreach (string file in files)
            parts.Add(file);
        ChannelStatistics merged = parts.Merge();
        if (!merged.IsComplete)
        {
            Terminal.WriteError(
                $"{merged.MissingShards.Count} of {merged.Shards[0].Count} parts are missing; nothing was written. Run these again, for example with " +
                "sbatch --array=LIST, and merge then:");
            Console.Out.WriteLine(PartList.Format(PartList.Missing(merged)));
            return ExitCodes.Failure;
        }

        merged.WithoutPlan().Save(output);
        Terminal.WriteNote($"{merged.Shards.Count} parts, {merged.Rows} images: {output}");
        return ExitCodes.Success;
    }
}
