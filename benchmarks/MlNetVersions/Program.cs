using MlNetVersions;

// Run by measure.sh, once per ML.NET, and then for the report.
switch (args)
{
    case ["measure", var photographs, var gif, var output]:
        Directory.CreateDirectory(output);
        Photographs.Save(photographs, output);
        Behavior.Save(gif, output);
        return 0;
    case ["time", var output]:
        Times.Append(output);
        return 0;
    case ["report", var older, var newer, var torchvision]:
        Report.Write(older, newer, torchvision, Console.Out);
        return 0;
    default:
        Console.Error.WriteLine("measure PHOTOGRAPHS GIF OUTPUT | time OUTPUT | report OLDER NEWER TORCHVISION");
        return 2;
}
