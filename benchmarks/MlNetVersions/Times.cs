using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Data;
using Kind = Microsoft.ML.Transforms.Image.ImageResizingEstimator.ResizingKind;

namespace MlNetVersions;

/// <summary>The least time of a call, in milliseconds; of several processes that take turns, the report shows the least.</summary>
internal static class Times
{
    public static void Append(string output)
    {
        using MLImage image = Synthetic.Noise(500, 375);
        foreach (Kind kind in Resizer.Kinds)
            File.AppendAllLines(Path.Combine(output, "times.txt"), [$"500x375 to 224x224, {kind}: ms\t{Least(() => Resizer.Resize(image, 224, 224, kind).Dispose()).ToString("0.00", CultureInfo.InvariantCulture)}"]);
    }

    private static double Least(Action action)
    {
        double least = double.MaxValue;
        for (int i = 0; i < 200; i++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return least;
    }
}
