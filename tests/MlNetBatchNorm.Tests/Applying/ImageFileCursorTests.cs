using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.Rows;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Applying;

/// <summary>A single cursor over image files decodes them ahead, on all cores: it must give what a plain one gives.</summary>
public sealed class ImageFileCursorTests : IDisposable
{
    private const int Files = 30;

    private readonly MLContext _ml = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("imagefiles");

    public ImageFileCursorTests()
    {
        MLImage[] images = ImageColumns.Random(Files, height: 9, width: 11);
        for (int i = 0; i < Files; i++)
        {
            images[i].Save(PathOf(i));
            images[i].Dispose();
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("Image")]
    [InlineData("Pixels")]
    public void GetRowCursor_OverFiles_GivesTheRowsOfAPlainCursorInOrder(string input)
    {
        IDataView view = Normalized(input, Paths(Files));
        DataViewSchema.Column[] columns = [view.Schema["Y"], view.Schema["Path"], view.Schema["Number"]];
        using DataViewRowCursor plain = view.GetRowCursorSet(columns, 1).Single();
        using DataViewRowCursor ahead = view.GetRowCursor(columns);
        ValueGetter<VBuffer<float>> expected = plain.GetGetter<VBuffer<float>>(columns[0]);
        ValueGetter<VBuffer<float>> actual = ahead.GetGetter<VBuffer<float>>(columns[0]);
        ValueGetter<ReadOnlyMemory<char>> path = ahead.GetGetter<ReadOnlyMemory<char>>(columns[1]);
        ValueGetter<int> number = ahead.GetGetter<int>(columns[2]);
        ValueGetter<DataViewRowId> id = ahead.GetIdGetter();
        VBuffer<float> expectedValue = default;
        VBuffer<float> actualValue = default;
        ReadOnlyMemory<char> actualPath = default;
        int actualNumber = 0;
        for (int i = 0; i < Files; i++)
        {
            Assert.True(plain.MoveNext() && ahead.MoveNext());
            expected(ref expectedValue);
            actual(ref actualValue);
            Assert.Equal(expectedValue.DenseValues().ToArray(), actualValue.DenseValues().ToArray());
            // A second time, as any getter.
            actual(ref actualValue);
            Assert.Equal(expectedValue.DenseValues().ToArray(), actualValue.DenseValues().ToArray());
            path(ref actualPath);
            number(ref actualNumber);
            DataViewRowId actualId = default;
            id(ref actualId);
            Assert.Equal((PathOf(i), i, (ulong)i, (long)i), (actualPath.ToString(), actualNumber, actualId.Low, ahead.Position));
        }

        Assert.False(ahead.MoveNext());
        Assert.Equal(-1, ahead.Position);
    }

    [Fact]
    public void GetRowCursor_WithoutTheNormalizedColumn_DecodesNothing()
    {
        IDataView view = Normalized("Image", [.. Paths(Files), new ImageRow { Path = PathOf(999) }]);

        Assert.Equal(Files + 1, view.GetColumn<string>("Path").Count());
    }

    [Fact]
    public void MoveNext_ToAMissingFile_ThrowsAfterTheRowsBefore()
    {
        IDataView view = Normalized("Image", [.. Paths(Files), new ImageRow { Path = PathOf(999) }]);
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Y"]]);
        for (int i = 0; i < Files; i++)
            Assert.True(cursor.MoveNext());

        Assert.ThrowsAny<Exception>(() => cursor.MoveNext());
    }

    [Fact]
    public void Fit_OnFewFilesByAnyNumberOfThreads_LearnsTheSameBits()
    {
        foreach (string input in (string[])["Image", "Pixels"])
        {
            IDataView view = Source(Paths(7));
            string expected = Bits.Of(Fit(input, view, threads: 1));
            foreach (int threads in (int[])[2, 3, 16])
                Assert.Equal(expected, Bits.Of(Fit(input, view, threads)));
        }
    }

    [Fact]
    public void Fit_ByTwoThreads_ReadsTheSourceOnceByOneCursor()
    {
        var paths = new WatchedView(_ml.Data.LoadFromEnumerable(Paths(Files)));
        Fit("Image", Map(paths), threads: 2);

        Assert.Equal((1, 0, Files), (paths.Cursors, paths.OpenCursors, paths.Rows));
    }

    /// <summary>Where the path cannot be read again, the error leaves it out.</summary>
    [Fact]
    public void Fit_WherePathsCannotBeReadAgain_TellsTheFaultWithoutThem()
    {
        ImageRow[] rows = Paths(Files);
        rows[20].Path = PathOf(999);
        var paths = new WatchedView(_ml.Data.LoadFromEnumerable(rows))
        {
            BeforeRow = given => ObjectDisposedException.ThrowIf(given > Files, _ml),
        };
        Assert.Contains(" in row 20 (counted from 0): ",
            Assert.Throws<InvalidOperationException>(() => Fit("Image", Map(paths), threads: 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GetGetter_OfAnotherColumnOrType_SaysWhatToDo()
    {
        IDataView view = Normalized("Image", Paths(Files));
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Y"]]);
        ErrorText.IsOfParameter("column", "Column 'Path' is not active in this cursor. Name it when asking for the cursor.",
            () => cursor.GetGetter<ReadOnlyMemory<char>>(view.Schema["Path"]));
        ErrorText.IsOfParameter("column", "Column 'Y' is Vector<Single, 3, 5, 7>, which a getter of System.Single cannot give.",
            () => cursor.GetGetter<float>(view.Schema["Y"]));
    }

    private string PathOf(int i) => Path.Combine(_folder.FullName, $"{i}.png");

    private ImageRow[] Paths(int count) => [.. Enumerable.Range(0, count).Select(i => new ImageRow { Path = PathOf(i), Number = i })];

    private IDataView Normalized(string input, ImageRow[] rows) => Fit(input, Source(Paths(Files)), threads: 1).Transform(Source(rows));

    private BatchNormTransformer Fit(string input, IDataView view, int threads) => _ml.Transforms.NormalizeBatch(
        "Y", input, new BatchNormEstimator.Options { BatchSize = 4, MaxDegreeOfParallelism = threads }).Fit(view);

    private IDataView Source(ImageRow[] rows) => Map(_ml.Data.LoadFromEnumerable(rows));

    private IDataView Map(IDataView paths) => _ml.Transforms.LoadImages("Image", imageFolder: null, "Path")
        .Append(_ml.Transforms.ResizeImages("Image", imageWidth: 7, imageHeight: 5))
        .Append(_ml.Transforms.ExtractPixels("Pixels", "Image"))
        .Fit(paths)
        .Transform(paths);

    private sealed class ImageRow
    {
        public string Path { get; set; } = "";

        public int Number { get; set; }
    }
}
