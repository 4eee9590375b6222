using System.CommandLine;
using AdaptOnnx;
using Samples;

var output = new Option<DirectoryInfo?>("--output")
{
    HelpName = "DIR",
    Description = "The folder for the picture and the model, made if it is not there. Default: 'output' beside the program.",
};
var command = new RootCommand(
    "Adapts a network that was trained on CIFAR-10 to other cameras and other light, with unlabeled images, and shows how well it does before and " +
    $"after. {CommandLine.ExitCodes}")
{
    output,
};
command.SetWork((arguments, console, cancellationToken) => new Sample(
    arguments.GetValue(output)?.FullName ?? Path.Combine(AppContext.BaseDirectory, "output"), console, cancellationToken).Run());
return await CommandLine.Invoke(command, args);
