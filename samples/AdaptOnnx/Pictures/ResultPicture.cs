using AdaptOnnx.Images;
using AdaptOnnx.Learning;
using OxyPlot;
using OxyPlot.SkiaSharp;
using Samples.Pictures;
using SkiaSharp;

namespace AdaptOnnx.Pictures;

/// <summary>A line for each shift: some images under it, and what the network makes of them before and after.</summary>
internal static class ResultPicture
{
    private const int Tile = 88, Gap = 8, ShownImages = 4, PlotWidth = 820;

    public static void Save(IReadOnlyList<ShiftResult> results, ImageSet test, string path)
    {
        const int lineHeight = Tile + Gap, tilesWidth = (ShownImages * lineHeight) + Gap;
        int height = AccuracyPlot.Top + (results.Count * lineHeight) + AccuracyPlot.Bottom;
        using var bitmap = new SKBitmap(tilesWidth + PlotWidth, height);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        ImageSet shown = test.Some(ShownImages);
        foreach ((int line, ShiftResult result) in results.Index())
        {
            foreach ((int column, byte[] pixels) in result.Shift.Apply(shown).Pixels.Index())
                Draw(canvas, pixels, Gap + (column * lineHeight), AccuracyPlot.Top + (line * lineHeight) + (Gap / 2));
        }

        // Shaping text would need one more native library on Linux, and fails on a machine without fonts, where there is just no text.
        using var context = new SkiaRenderContext { SkCanvas = canvas, RenderTarget = RenderTarget.PixelGraphic, UseTextShaping = false };
        IPlotModel plot = AccuracyPlot.Create(results);
        plot.Update(updateData: true);
        plot.Render(context, new OxyRect(tilesWidth, 0, PlotWidth, height));
        PngFile.Save(bitmap, path);
    }

    private static void Draw(SKCanvas canvas, byte[] pixels, int left, int top)
    {
        const int plane = ImageSet.Side * ImageSet.Side;
        using var tile = new SKBitmap(ImageSet.Side, ImageSet.Side);
        for (int i = 0; i < plane; i++)
            tile.SetPixel(i % ImageSet.Side, i / ImageSet.Side, new SKColor(pixels[i], pixels[plane + i], pixels[(2 * plane) + i]));
        canvas.DrawBitmap(tile, SKRect.Create(left, top, Tile, Tile));
    }
}
