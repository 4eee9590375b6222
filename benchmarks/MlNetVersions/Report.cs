using System.Globalization;
using Kind = Microsoft.ML.Transforms.Image.ImageResizingEstimator.ResizingKind;

namespace MlNetVersions;

/// <summary>The page of results.</summary>
internal static class Report
{
    /// <summary>The mean of ImageNet's deviations of red, green and blue, in pixels of 0 to 255.</summary>
    private const double ImageNetDeviation = 0.226 * 255;

    public static void Write(string older, string newer, string torchvision, TextWriter page)
    {
        string[] photographs = [.. Directory.GetFiles(older, "*.Fill.rgb").Select(path => Path.GetFileName(path).Split('.')[0]).Order(StringComparer.Ordinal)];
        string From(string folder, string method, string reference) => Spread(photographs, folder, method, torchvision, reference);

        page.WriteLine("## Photographs: 6.0.0 beside 5.0.1\n");
        page.WriteLine("Mean difference at 224x224, in deviations of ImageNet's pixels.\n");
        WriteDifferences(photographs, older, newer, page);

        page.WriteLine("\n## Photographs: beside torchvision's Resize(256), CenterCrop(224)\n");
        page.WriteLine("The same unit; mean, and least to most.\n");
        page.WriteLine("| | 5.0.1 | 6.0.0 |\n|---|--:|--:|");
        foreach (string method in Directory.GetFiles(newer, $"{photographs[0]}.*.rgb").Select(Method).Order(StringComparer.Ordinal))
            page.WriteLine($"| {method} | {From(older, method, "recipe")} | {From(newer, method, "recipe")} |");

        page.WriteLine("\n## Photographs: beside torchvision with the same part of the image\n");
        page.WriteLine("IsoCrop beside Resize(224), CenterCrop(224); Fill beside Resize((224, 224)): what is left is the filter.\n");
        page.WriteLine("| | 5.0.1 | 6.0.0 |\n|---|--:|--:|");
        page.WriteLine($"| IsoCrop | {From(older, "IsoCrop", "crop")} | {From(newer, "IsoCrop", "crop")} |");
        page.WriteLine($"| Fill | {From(older, "Fill", "stretch")} | {From(newer, "Fill", "stretch")} |");

        page.WriteLine("\n## Images that show it\n");
        page.WriteLine("| | 5.0.1 | 6.0.0 |\n|---|--:|--:|");
        WriteFacts(Lines(older, "behavior.txt"), Lines(newer, "behavior.txt"), page);
        WriteFacts(Lines(older, "times.txt"), Lines(newer, "times.txt"), page);
    }

    private static void WriteDifferences(string[] photographs, string older, string newer, TextWriter page)
    {
        double[][] differences = [.. Resizer.Kinds.Select(kind => Differences(photographs, older, $"{kind}", newer, $"{kind}"))];
        page.WriteLine("| `ResizeImages` | Mean | Least | Most |\n|---|--:|--:|--:|");
        foreach ((Kind kind, double[] of) in Resizer.Kinds.Zip(differences))
            page.WriteLine($"| {kind} | {Row([of.Average(), of.Min(), of.Max()])} |");
        page.WriteLine("\n| Photograph | IsoCrop | IsoPad | Fill |\n|---|--:|--:|--:|");
        for (int i = 0; i < photographs.Length; i++)
            page.WriteLine($"| {photographs[i]} | {Row(differences.Select(of => of[i]))} |");
    }

    private static string Method(string path) => Path.GetFileNameWithoutExtension(path)[(Path.GetFileName(path).IndexOf('.', StringComparison.Ordinal) + 1)..];

    private static void WriteFacts(Dictionary<string, string> older, Dictionary<string, string> newer, TextWriter page)
    {
        foreach ((string name, string value) in newer)
            page.WriteLine($"| {name} | {older[name]} | {value} |");
    }

    /// <summary>The least of several lines with one name.</summary>
    private static Dictionary<string, string> Lines(string folder, string file) => File.ReadLines(Path.Combine(folder, file))
        .Select(line => line.Split('\t')).GroupBy(line => line[0]).ToDictionary(lines => lines.Key, lines => lines.Min(line => line[1])!);

    private static string Spread(string[] photographs, string folder, string method, string otherFolder, string otherMethod)
    {
        if (!File.Exists(Path.Combine(folder, $"{photographs[0]}.{method}.rgb")))
            return "";
        double[] differences = Differences(photographs, folder, method, otherFolder, otherMethod);
        return string.Create(CultureInfo.InvariantCulture, $"{differences.Average():0.000} ({differences.Min():0.000} to {differences.Max():0.000})");
    }

    private static string Row(IEnumerable<double> values) => string.Join(" | ", values.Select(value => value.ToString("0.000", CultureInfo.InvariantCulture)));

    private static double[] Differences(string[] photographs, string folder, string method, string otherFolder, string otherMethod) =>
    [
        .. photographs.Select(photograph =>
            File.ReadAllBytes(Path.Combine(folder, $"{photograph}.{method}.rgb"))
                .Zip(File.ReadAllBytes(Path.Combine(otherFolder, $"{photograph}.{otherMethod}.rgb")), (a, b) => Math.Abs(a - b)).Average() / ImageNetDeviation),
    ];
}
