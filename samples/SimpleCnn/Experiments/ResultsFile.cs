using System.Globalization;
using System.Text;
using MlNetBatchNorm.Files;
using Samples;

namespace SimpleCnn.Experiments;

/// <summary>The results as a CSV file. Its bytes depend on nothing but the plan and the images.</summary>
internal static class ResultsFile
{
    private const string Header = "network,batch_norm,rate,seed,steps,steps_to_target,final_loss,test_accuracy";

    public static void Write(string path, IEnumerable<RunRow> rows)
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Join('\n', [Header, .. rows.Select(Line), ""]));
        FileReplacement.Write(path, file => file.Write(text));
    }

    /// <exception cref="SampleException">The file isn't one that <see cref="Write"/> wrote.</exception>
    public static IReadOnlyList<RunRow> Read(string path)
    {
        string[] lines = File.ReadAllLines(path);
        if (lines.FirstOrDefault() != Header)
            throw new SampleException($"'{path}' doesn't begin with '{Header}'.");
        return [.. lines.Skip(1).Select(Parse)];
    }

    private static string Line(RunRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.Network},{(row.BatchNorm ? "yes" : "no")},{row.Rate},{row.Seed},{row.Steps},{row.StepsToTarget},{row.FinalLoss:f4},{row.TestAccuracy:f4}");

    private static RunRow Parse(string line)
    {
        string[] fields = line.Split(',');
        CultureInfo culture = CultureInfo.InvariantCulture;
        return new RunRow(
            fields[0], fields[1] == "yes", float.Parse(fields[2], culture), int.Parse(fields[3], culture), int.Parse(fields[4], culture),
            fields[5].Length == 0 ? null : int.Parse(fields[5], culture), double.Parse(fields[6], culture), double.Parse(fields[7], culture));
    }
}
