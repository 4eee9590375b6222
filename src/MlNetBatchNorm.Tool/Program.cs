using System.CommandLine;
using MlNetBatchNorm.Tool;
using MlNetBatchNorm.Tool.Commands;

var command = new RootCommand("The exact mean and standard deviation of the channels of your images. " + ExitCodes.Help)
{
    FitCommand.Create(),
    MergeCommand.Create(),
    ShowCommand.Create(),
    WorkerCommand.Create(),
};
return await CommandLine.Invoke(command, args);
