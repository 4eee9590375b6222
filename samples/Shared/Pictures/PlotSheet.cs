using OxyPlot;
using OxyPlot.SkiaSharp;
using SkiaSharp;

namespace Samples.Pictures;

/// <summary>Plots side by side in one picture.</summary>
internal static class PlotSheet
{
    private const int PlotWidth = 600;
    private const int Height = 480;

    /// <param name="plots">From left to right.</param>
    /// <param name="path">The PNG file to write.</param>
    public static void Save(IReadOnlyList<PlotModel> plots, string path)
    {
        using var bitmap = new SKBitmap(plots.Count * PlotWidth, Height);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        // Shaping text would need one more native library on Linux, and fails on a machine without fonts, where there is just no text.
        using var context = new SkiaRenderContext { SkCanvas = canvas, RenderTarget = RenderTarget.PixelGraphic, UseTextShaping = false };
        foreach ((int column, IPlotModel plot) in plots.Index())
        {
            plot.Update(updateData: true);
            plot.Render(context, new OxyRect(column * PlotWidth, 0, PlotWidth, Height));
        }

        PngFile.Save(bitmap, path);
    }
}
