using MlNetBatchNorm.Benchmarks.Reporting;
using Spectre.Console;

namespace MlNetBatchNorm.Benchmarks.Images;

/// <summary>Measures from files to tensors, on photographs, and writes the page of results.</summary>
internal static class ImagesProgram
{
    /// <param name="folder">Where the page is saved.</param>
    /// <param name="arguments">
    /// A folder of JPEG photographs; channelstats.dll of this build, or "check" for the section on checking alone; and, to compare with, channelstats.dll of another build and a command that runs a
    /// Python that has torchvision. The last two may be missing.
    /// </param>
    public static void Run(string folder, string[] arguments)
    {
        if (arguments is not [var photos, var tool, ..])
            throw new ArgumentException("images PHOTOS CHANNELSTATS [OTHER-CHANNELSTATS] [PYTHON]");
        string? other = arguments.ElementAtOrDefault(2);
        string? python = arguments.ElementAtOrDefault(3);
        using var files = new PhotoFolders(photos);
        if (tool == "check")
        {
            // One section alone, which is not saved.
            Console.WriteLine(Markdown.Render(CheckMeasurement.Run(files.Small)));
            return;
        }

        var page = new List<string>
        {
            "# From files to tensors", "",
            $"Machine: {Environment.ProcessorCount} cores; .NET {Environment.Version}. Photographs: {files.Count}, cut and resized to each size, JPEG of quality 92. All " +
            "in interleaved rounds; the least of them. The rows on SkiaSharp's decoding alone are what is left if everything else takes no time: nothing that decodes a " +
            "JPEG file in full and by SkiaSharp takes less. A crop does not decode it in full.", "",
        };
        page.AddRange(Section("channelstats fit, 4032x3024: whole processes", ProcessMeasurement.Run(files.Large, few: 4, tool, other, python)));
        page.AddRange(Section("channelstats fit, 500x375: whole processes", ProcessMeasurement.Run(files.Small, few: 20, tool, other, python)));
        page.AddRange(Section("A folder to normalized features, 4032x3024", PipelineMeasurement.Run(files.Large)));
        page.AddRange(Section("A folder to normalized features, 500x375", PipelineMeasurement.Run(files.Small)));
        page.AddRange(Section("Checking a file of 500x375, one thread", CheckMeasurement.Run(files.Small)));
        page.AddRange(Section("Resizing alone to 224x224, one thread", ResizeMeasurement.Run(python)));
        page.AddRange(Section("What ML.NET's own steps do differently, on photographs of 4032x3024", DifferenceMeasurement.Run(files.Large)));
        page.AddRange(Section("Scaled decoding: statistics of all photographs, 0 to 255", DifferenceMeasurement.Scaled(files.Large)));
        string text = string.Join('\n', page);
        Console.WriteLine(text);
        File.WriteAllText(Path.Combine(folder, "images.md"), text);
    }

    private static string[] Section(string title, Table table) => [$"## {title}", "", Markdown.Render(table), ""];
}
