using System.CommandLine;
using ImagePipeline;
using ImagePipeline.Learning;
using Samples;

var images = new Option<DirectoryInfo?>("--images")
{
    HelpName = "DIR",
    Description =
        "A folder of JPEG or PNG files, one folder a class: DIR/<class>/*, of which every fifth file is kept for testing; " +
        "or DIR/train/<class>/* and DIR/test/<class>/*. Default: the 1,300 images of CIFAR-10 that come with the sample.",
};
var size = new Option<int>("--size")
{
    HelpName = "N",
    Description = $"The width and height in pixels that images are resized to, {SampleOptions.MinSize} to {SampleOptions.MaxSize}.",
    DefaultValueFactory = _ => 32,
};
var iterations = new Option<int>("--iterations")
{
    HelpName = "N",
    Description =
        $"How long each model is trained, 1 to {SampleOptions.MaxIterations}. With many, all learn the training images by heart.",
    DefaultValueFactory = _ => 4,
};
var divisions = new Option<int>("--divisions")
{
    HelpName = "N",
    Description =
        "How many divisions of the images into those to train and to test on are tried, " +
        $"{SampleOptions.MinDivisions} to {Difference.MaxDivisions}: the given one, and others at random.",
    DefaultValueFactory = _ => 10,
};
divisions.RequireRange(SampleOptions.MinDivisions, Difference.MaxDivisions);
size.RequireRange(SampleOptions.MinSize, SampleOptions.MaxSize);
iterations.RequireRange(1, SampleOptions.MaxIterations);
var output = new Option<DirectoryInfo?>("--output")
{
    HelpName = "DIR",
    Description = "The folder that the model and pictures are saved to, made if it is not there. Default: 'output' beside the program.",
};

var command = new RootCommand(
    "Loads, resizes and normalizes images with ML.NET, trains a classifier on them with and without normalization, " +
    "and predicts with the saved model. " + CommandLine.ExitCodes)
{
    images, size, iterations, divisions, output,
};
command.SetWork((arguments, console, cancellationToken) => new Sample(
    SampleOptions.Create(
        arguments.GetValue(images), arguments.GetValue(size), arguments.GetValue(iterations), arguments.GetValue(divisions),
        arguments.GetValue(output)),
    console,
    cancellationToken).Run());
return await CommandLine.Invoke(command, args);
