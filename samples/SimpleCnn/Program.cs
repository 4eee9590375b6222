using System.CommandLine;
using Microsoft.ML;
using Samples;
using SimpleCnn;
using SimpleCnn.Experiments;
using SimpleCnn.Export;

var cifar = new Option<DirectoryInfo?>("--cifar")
{
    HelpName = "DIR",
    Description =
        "The folder of CIFAR-10's binary version, with data_batch_1.bin to data_batch_5.bin and test_batch.bin. " +
        "Default: the 1,300 images that come with the samples.",
};
var epochs = new Option<int>("--epochs")
{
    HelpName = "N",
    Description = "How often the network sees each image, 1 to 1000.",
    DefaultValueFactory = _ => 10,
};
epochs.RequireRange(1, 1000);
var output = new Option<DirectoryInfo?>("--output")
{
    HelpName = "DIR",
    Description = "The folder for everything that is written, made if it is not there. Default: 'output' beside the program.",
};
var experiment = new Option<bool>("--experiment")
{
    Description = "Trains three networks with and without batch normalization at eight learning rates instead, and draws what comes of it.",
};
var steps = new Option<int>("--steps")
{
    HelpName = "N",
    Description = "How many steps each run of the experiment has, 1 to 100000.",
    DefaultValueFactory = _ => 150,
};
steps.RequireRange(1, 100_000);
var seeds = new Option<int>("--seeds")
{
    HelpName = "N",
    Description = "How many seeds the experiment takes for each network and rate, 1 to 100.",
    DefaultValueFactory = _ => 3,
};
seeds.RequireRange(1, 100);
var threads = new Option<int>("--threads")
{
    HelpName = "N",
    Description = "How many runs of the experiment are under way at once; the results are the same with any number. Default: one for each processor.",
    DefaultValueFactory = _ => Environment.ProcessorCount,
};
threads.RequireRange(1, 1024);

var model = new Argument<FileInfo>("model") { Description = "The model that was saved." };
var predict = new Command(OtherProcess.Command, "Loads a saved model and prints the class that it gives to each test image.") { model, cifar };
predict.SetWork((arguments, console, _) =>
{
    var mlContext = new MLContext();
    ITransformer loaded = mlContext.Model.Load(arguments.GetRequiredValue(model).FullName, out DataViewSchema _);
    foreach (string name in Prediction.Classes(loaded, TrainingOptions.CreateSource(arguments.GetValue(cifar)?.FullName).Test(mlContext).Rows))
        console.Profile.Out.Writer.WriteLine(name);
});

var command = new RootCommand(
    "Trains the textbook's CNN with batch normalization in C#, makes an ML.NET pipeline of it, saves that, and lets another process predict with it. " +
    CommandLine.ExitCodes)
{
    cifar, epochs, output, experiment, steps, seeds, threads, predict,
};
command.SetWork((arguments, console, cancellationToken) =>
{
    string? cifarFolder = arguments.GetValue(cifar)?.FullName;
    string outputFolder = TrainingOptions.OutputFolder(arguments.GetValue(output));
    if (arguments.GetValue(experiment))
    {
        var plan = new Plan(arguments.GetValue(steps), arguments.GetValue(seeds));
        new ExperimentSample(new ExperimentOptions(cifarFolder, plan, arguments.GetValue(threads), outputFolder), console, cancellationToken).Run();
    }
    else
    {
        new TrainingSample(new TrainingOptions(cifarFolder, arguments.GetValue(epochs), outputFolder), console, cancellationToken).Run();
    }
});
return await CommandLine.Invoke(command, args);
