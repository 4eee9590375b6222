using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Images;

/// <summary>Files that cannot be used: named with column, row and path, or left out and counted; and arguments that are refused.</summary>
public sealed class ReadImagesErrorTests : IDisposable
{
    private const int Good = 9;

    private readonly MLContext _ml = new();
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public ReadImagesErrorTests()
    {
        for (int i = 0; i < Good; i++)
            File.Copy(Path.Combine(ImageReference.Files, "color.bmp"), PathOf($"{i}.bmp"));
        byte[] jpeg = File.ReadAllBytes(Path.Combine(ImageReference.Files, "subsampled-420.jpg"));
        File.WriteAllBytes(PathOf("cut.jpg"), jpeg[..(jpeg.Length * 2 / 3)]);
        byte[] progressive = File.ReadAllBytes(Path.Combine(ImageReference.Files, "progressive.jpg"));
        File.WriteAllBytes(PathOf("progressive.jpg"), progressive[..(progressive.Length * 2 / 3)]);
        byte[] png = File.ReadAllBytes(Path.Combine(ImageReference.Files, "alpha.png"));
        File.WriteAllBytes(PathOf("cut.png"), png[..(png.Length / 2)]);
        File.WriteAllBytes(PathOf("cut.bmp"), File.ReadAllBytes(PathOf("0.bmp"))[..3000]);
        File.WriteAllText(PathOf("text.png"), "no image");
        File.WriteAllBytes(PathOf("empty.png"), []);
        Directory.CreateDirectory(PathOf("folder.png"));
        File.WriteAllBytes(PathOf("large.bmp"), TestPicture.Bitmap(50, 50));
    }

    public static TheoryData<string, string> Problems() => new()
    {
        { "missing.jpg", "it does not exist" },
        { "", "its path is empty or not a path" },
        { "empty.png", "it is empty" },
        { "text.png", "it is not an image, or of a format that cannot be decoded" },
        { "cut.jpg", "it ends too early" },
        { "progressive.jpg", "it ends too early" },
        { "cut.png", "it ends too early" },
        { "cut.bmp", "it ends too early" },
        { "folder.png", "it is a folder" },
        { "large.bmp", "it is 50x50, more than 2499 pixels" },
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Problems))]
    public void Fit_OnFileThatCannotBeUsed_NamesColumnRowAndPath(string name, string problem)
    {
        foreach (int threads in (int[])[1, 3])
        {
            var options = new BatchNormEstimator.Options { MaxDegreeOfParallelism = threads };
            InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => _ml.Transforms.NormalizeBatch("Y", "Image", options).Fit(Read(Rows(name))));
            string path = name.Length == 0 ? "" : PathOf(name);
            Assert.Equal(
                $"Input column 'Image' cannot be read in row 5 (counted from 0; Path '{path}'): {problem}. " +
                "Fix or remove what the row is read from, or set SkipUnreadableRows to leave such rows out.", error.Message);
        }
    }

    [Theory]
    [MemberData(nameof(Problems))]
    public void MoveNext_ToFileThatCannotBeUsed_NamesItAfterTheRowsBefore(string name, string problem)
    {
        IDataView view = Read(Rows(name));
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Image"]]);
        for (int i = 0; i < 5; i++)
            Assert.True(cursor.MoveNext());
        string message = Assert.Throws<InvalidOperationException>(() => cursor.MoveNext()).Message;
        Assert.Contains("column 'Image' cannot be read in row 5 ", message, StringComparison.Ordinal);
        Assert.Contains($"{(name.Length == 0 ? "" : PathOf(name))}'): {problem}.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_ThatSkipsUnreadableRows_LearnsFromTheOthersAndCountsThem()
    {
        var options = new BatchNormEstimator.Options { Statistics = BatchNormStatistics.Exact, SkipUnreadableRows = true };
        BatchNormTransformer actual = _ml.Transforms.NormalizeBatch("Y", "Image", options).Fit(Read(Rows("cut.jpg", "missing.jpg", "text.png")));
        BatchNormTransformer expected = _ml.Transforms.NormalizeBatch("Y", "Image", options).Fit(Read(Rows()));
        Assert.Equal(3, actual.Statistics!.RowsSkipped);
        Assert.Equal(expected.Parameters[0].RunningMean, actual.Parameters[0].RunningMean);
        Assert.Equal(expected.Parameters[0].RunningVariance, actual.Parameters[0].RunningVariance);
    }

    [Fact]
    public void Fit_OnBytesThatAreNoImage_NamesColumnAndRow()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new ReadPixels.EncodedRow { File = [1, 2, 3] }]);
        IDataView images = _ml.Transforms.ReadImages("Image", "File", ImageReading.ImageNet).Fit(view).Transform(view);
        Assert.Contains(
            "Input column 'Image' cannot be read in row 0 (counted from 0): it is not an image, or of a format that cannot be decoded.",
            Assert.Throws<InvalidOperationException>(() => _ml.Transforms.NormalizeBatch("Y", "Image").Fit(images)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_OnColumnOfAnotherType_SaysWhatItMustBe()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new NumberRow()]);
        ErrorText.IsOfParameter("inputSchema", "Input column 'Number' must be text (the path of an image file) or a vector of Byte (its content), but is Single.",
            () => _ml.Transforms.ReadImages("Image", "Number", ImageReading.ImageNet).Fit(view));
        ErrorText.IsOfParameter("inputSchema", "Input column 'Path' was not found. The columns are: Number.",
            () => _ml.Transforms.ReadImages("Image", "Path", ImageReading.ImageNet).Fit(view));
    }

    [Fact]
    public void Reading_OfValuesOutOfRange_IsRefused()
    {
        ErrorText.IsOfParameter("width", "width must be from 1 to 16384 pixels, but is 0.", () => ImageReading.Stretch(0, 5));
        ErrorText.IsOfParameter("height", "height must be from 1 to 16384 pixels, but is 16385.", () => ImageReading.Stretch(5, 16385));
        ErrorText.IsOfParameter("shortSide", "shortSide must be from 1 to 16384 pixels, but is -1.", () => ImageReading.ResizeAndCrop(-1, 5, 5));
        ErrorText.IsOfParameter("MaxPixels", "MaxPixels must be at least 1, but is 0.", () => _ = ImageReading.ImageNet with { MaxPixels = 0 });
        ErrorText.IsOfParameter("Interpolation", "Interpolation must be a defined ImageInterpolation, but is 9.",
            () => _ = ImageReading.ImageNet with { Interpolation = (ImageInterpolation)9 });
        ErrorText.IsOfParameter("Decoding", "Decoding must be a defined ImageDecoding, but is 9.", () => _ = ImageReading.ImageNet with { Decoding = (ImageDecoding)9 });
        ErrorText.IsOfParameter("Alpha", "Alpha must be a defined ImageAlpha, but is 9.", () => _ = ImageReading.ImageNet with { Alpha = (ImageAlpha)9 });
        ErrorText.IsOfParameter("inputColumnName", "inputColumnName must be a column's name, but is ''.", () => _ml.Transforms.ReadImages("Image", "", ImageReading.ImageNet));
        Assert.Throws<ArgumentNullException>(() => _ml.Transforms.ReadImages("Image", "Path", null!));
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>Nine files that can be read, with others from the sixth place on.</summary>
    private static string[] Rows(params string[] bad)
    {
        var names = Enumerable.Range(0, Good).Select(i => $"{i}.bmp").ToList();
        names.InsertRange(5, bad);
        return [.. names];
    }

    private IDataView Read(string[] names)
    {
        IDataView view = _ml.Data.LoadFromEnumerable(names.Select(path => new ReadPixels.PathRow { Path = path }));
        return _ml.Transforms.ReadImages("Image", "Path", ImageReading.Stretch(8, 8) with { MaxPixels = 2499 }, _folder).Fit(view).Transform(view);
    }

    private sealed class NumberRow
    {
        public float Number { get; set; }
    }
}
