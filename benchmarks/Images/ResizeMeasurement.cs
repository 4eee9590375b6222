using System.Diagnostics;
using System.Globalization;
using MlNetBatchNorm.Benchmarks.Reporting;
using MlNetBatchNorm.Numerics.Resampling;
using Spectre.Console;

namespace MlNetBatchNorm.Benchmarks.Images;

/// <summary>The two passes of the resampling kernels, and Pillow's resize; the least time of many.</summary>
internal static class ResizeMeasurement
{
    public static Table Run(string? python)
    {
        Table table = Markdown.Table("Pixels", "ReadImages' kernels", "Pillow", "Ratio");
        foreach ((int width, int height, int times) in ((int, int, int)[])[(4032, 3024, 40), (500, 375, 400)])
        {
            double own = Resize(width, height, times);
            double? pillow = python is null ? null : Pillow(python, $"{width}x{height}", times);
            table.AddRow($"{width}x{height}", $"{own:0.00} ms", pillow is null ? "" : $"{pillow:0.00} ms", pillow is null ? "" : $"{pillow / own:0.0}");
        }

        return table;
    }

    private static double Resize(int width, int height, int times)
    {
        (int stride, int resizedStride) = (PixelRows.Stride(width), PixelRows.Stride(224));
        var pixels = new byte[PixelRows.Bytes(stride, height)];
        new Random(1).NextBytes(pixels);
        var passed = new byte[PixelRows.Bytes(resizedStride, height)];
        var resized = new byte[PixelRows.Bytes(resizedStride, 224)];
        double least = double.MaxValue;
        for (int i = 0; i < times; i++)
        {
            long start = Stopwatch.GetTimestamp();
            // New ones each time, as for images of different sizes.
            (var horizontal, var vertical) = (new ResamplingWeights(), new ResamplingWeights());
            horizontal.Prepare(new AxisMap(width, 224, 0, 224), ImageInterpolation.Bilinear);
            vertical.Prepare(new AxisMap(height, 224, 0, 224), ImageInterpolation.Bilinear);
            ResamplingKernel.Horizontal(pixels, 0, stride, height, horizontal, passed, resizedStride);
            ResamplingKernel.Vertical(passed, 0, resizedStride, 224, vertical, resized);
            least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return least;
    }

    private static double Pillow(string python, string size, int times)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Peers", "images.py");
        using Process process = Process.Start(new ProcessStartInfo(python, [script, "resize", size, times.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(output, CultureInfo.InvariantCulture);
    }
}
