using System.CommandLine;
using ImagePipeline;
using Spectre.Console;

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
    DefaultValueFactory = _ => 5,
};
RequireRange(size, SampleOptions.MinSize, SampleOptions.MaxSize);
RequireRange(iterations, 1, SampleOptions.MaxIterations);
var output = new Option<DirectoryInfo?>("--output")
{
    HelpName = "DIR",
    Description = "The folder that the model and pictures are saved to, made if it is not there. Default: 'output' beside the program.",
};

var command = new RootCommand(
    "Loads, resizes and normalizes images with ML.NET, trains a classifier on them with and without normalization, " +
    "and predicts with the saved model. The exit code is 0 if it succeeds, 1 if it fails, 130 if it is cancelled by Ctrl-C.")
{
    images, size, iterations, output,
};
// On a thread of its own, so that Ctrl-C is listened to from the start.
command.SetAction((arguments, cancellationToken) => Task.Run(() => Run(
    SampleOptions.Create(arguments.GetValue(images), arguments.GetValue(size), arguments.GetValue(iterations), arguments.GetValue(output)),
    cancellationToken)));
// Without a timeout, Ctrl-C would end the process at once instead of cancelling the token.
return await command.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(5) });

static void RequireRange(Option<int> option, int min, int max) => option.Validators.Add(result =>
{
    // What is no number is reported by the option itself.
    if (int.TryParse(result.Tokens.SingleOrDefault()?.Value, out int n) && (n < min || n > max))
        result.AddError($"{option.Name} must be from {min} to {max}, but is {n}.");
});

static int Run(SampleOptions options, CancellationToken cancellationToken)
{
    try
    {
        new Sample(options, Terminal(Console.Out, Console.IsOutputRedirected), cancellationToken).Run();
        return 0;
    }
    catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
    {
        Terminal(Console.Error, Console.IsErrorRedirected).WriteLine("Cancelled.");
        return 130;
    }
    catch (Exception exception) when (exception is SampleException or IOException or UnauthorizedAccessException)
    {
        Terminal(Console.Error, Console.IsErrorRedirected).WriteLine(exception.Message, new Style(Color.Red));
        return 1;
    }
}

// In a file, lines are not broken at 80 columns, and there are no colors, also on build servers, where Spectre.Console would write some.
static IAnsiConsole Terminal(TextWriter writer, bool isRedirected)
{
    IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
        Out = new AnsiConsoleOutput(writer),
    });
    if (isRedirected)
        terminal.Profile.Width = 1000;
    return terminal;
}
