using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.Docs;
using MlNetBatchNorm.Tests.Rows;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Reading;

/// <summary>Sources with a column "X" that are read by several cursors: ML.NET's cache, files and image transforms, and rows dealt in turn.</summary>
public sealed class ParallelSources : IDisposable
{
    private const int Rows = 1001;
    private const int Images = 41;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parallel");

    /// <summary>Writes the files.</summary>
    public ParallelSources()
    {
        float[][] rows = RandomRows.Singles(Rows, 6);
        File.WriteAllLines(Text, rows.Select(row => string.Join('\t', row.Select(value => value.ToString("r", CultureInfo.InvariantCulture)))));
        var ml = new MLContext();
        using (FileStream binary = File.Create(Binary))
            ml.Data.SaveAsBinary(ColumnValues.View(ml, RandomRows.Bytes(Rows, 12), 3, 4), binary);
        MLImage[] images = ImageColumns.Random(Images, height: 9, width: 11);
        for (int i = 0; i < Images; i++)
        {
            images[i].Save(ImagePath(i));
            images[i].Dispose();
        }
    }

    public static string[] Names { get; } = ["Cache", "CacheOfDoubles", "TextFile", "BinaryFile", "ImageFiles", "Dealt", "DealtBytes"];

    private string Text => Path.Combine(_folder.FullName, "rows.tsv");

    private string Binary => Path.Combine(_folder.FullName, "rows.idv");

    /// <summary>The source of a name; those of floats in memory have some rows with a NaN if asked for.</summary>
    public IDataView View(MLContext ml, string name, bool badRows) => name switch
    {
        "Cache" => ml.Data.Cache(ColumnValues.View(ml, Singles(badRows), 3, 2)),
        "CacheOfDoubles" => ml.Data.Cache(ColumnValues.View(ml, RandomRows.Doubles(Rows, 6), 2, 3)),
        "TextFile" => ml.Data.LoadFromTextFile(Text, [new TextLoader.Column("X", DataKind.Single, 0, 5)]),
        "BinaryFile" => ml.Transforms.CopyColumns("X", "X").Fit(ml.Data.LoadFromBinary(Binary)).Transform(ml.Data.LoadFromBinary(Binary)),
        "ImageFiles" => ImageFiles(ml),
        "Dealt" => new SplitView(ColumnValues.View(ml, Singles(badRows)[..500], 6), batchRows: 5),
        _ => new SplitView(ColumnValues.View(ml, RandomRows.Bytes(500, 6), 6), batchRows: 100),
    };

    public void Dispose() => _folder.Delete(recursive: true);

    private static float[][] Singles(bool badRows)
    {
        float[][] rows = RandomRows.Singles(Rows, 6);
        foreach (int row in badRows ? (int[])[0, 1, 77, 78, 200, 444, 845, 999, 1000] : [])
            rows[row][row % 6] = float.NaN;
        return rows;
    }

    private IDataView ImageFiles(MLContext ml)
    {
        IDataView paths = ml.Data.LoadFromEnumerable(Enumerable.Range(0, Images).Select(i => new ImageFile { Path = ImagePath(i) }).ToArray());
        return ml.Transforms.LoadImages("Image", imageFolder: null, "Path")
            .Append(ml.Transforms.ResizeImages("X", imageWidth: 7, imageHeight: 5, "Image"))
            .Fit(paths)
            .Transform(paths);
    }

    private string ImagePath(int i) => Path.Combine(_folder.FullName, $"{i}.png");

    private sealed class ImageFile
    {
        public string Path { get; set; } = "";
    }
}
