using Samples.Pictures;
using SkiaSharp;

namespace ImagePipeline.Pictures;

/// <summary>Rows of square images with a label to the left of each row and a heading above each column.</summary>
internal static class TileGrid
{
    private const int Side = 144;
    private const int Gap = 12;
    private const int LabelWidth = 120;
    private const int HeadingHeight = 24;
    private const int TextSize = 15;
    private const int LineHeight = 20;

    public static SKBitmap Draw(IReadOnlyList<string> headings, IReadOnlyList<(string Label, SKBitmap[] Tiles)> rows)
    {
        var grid = new SKBitmap(Left(headings.Count), Top(rows.Count));
        using var canvas = new SKCanvas(grid);
        canvas.Clear(SKColors.White);
        for (int column = 0; column < headings.Count; column++)
            DrawText(canvas, headings[column], Left(column), Gap + TextSize, Side);
        for (int row = 0; row < rows.Count; row++)
        {
            string[] lines = rows[row].Label.Split('\n');
            for (int line = 0; line < lines.Length; line++)
                DrawText(canvas, lines[line], Gap, Top(row) + (Side / 2) + (line * LineHeight), LabelWidth);
            for (int column = 0; column < headings.Count; column++)
                DrawTile(canvas, rows[row].Tiles[column], Left(column), Top(row));
        }

        return grid;
    }

    private static int Left(int column) => Gap + LabelWidth + (column * (Side + Gap));

    private static int Top(int row) => Gap + HeadingHeight + (row * (Side + Gap));

    /// <summary>Pixels that are made larger stay sharp squares.</summary>
    private static void DrawTile(SKCanvas canvas, SKBitmap tile, int left, int top)
    {
        SKSamplingOptions sampling = tile.Width < Side ? SKSamplingOptions.Default : new(SKFilterMode.Linear, SKMipmapMode.Linear);
        using SKImage image = SKImage.FromBitmap(tile);
        canvas.DrawImage(image, SKRect.Create(left, top, Side, Side), sampling);
        tile.Dispose();
    }

    private static void DrawText(SKCanvas canvas, string text, int left, int baseline, int width)
    {
        using var font = new SKFont(Fonts.For(text), TextSize);
        using var paint = new SKPaint { IsAntialias = true, Color = SKColors.Black };
        canvas.Save();
        canvas.ClipRect(SKRect.Create(left, baseline - LineHeight, width, 2 * LineHeight));
        canvas.DrawText(text, left, baseline, SKTextAlign.Left, font, paint);
        canvas.Restore();
    }
}
