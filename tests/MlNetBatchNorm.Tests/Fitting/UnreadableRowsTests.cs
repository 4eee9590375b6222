using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.Docs;

namespace MlNetBatchNorm.Tests.Fitting;

/// <summary>Rows that the source cannot deliver: told with column, row and file, or left out and counted.</summary>
public sealed class UnreadableRowsTests : IDisposable
{
    private const int Images = 300;

    private readonly MLContext _ml = new();
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public static TheoryData<bool, int> Pipelines() => new(
        from extracts in (bool[])[true, false]
        from threads in (int[])[1, 2, 5]
        select new TheoryDataRow<bool, int>(extracts, threads));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void Fit_OnBrokenImage_NamesColumnRowAndPath(bool extracts, int threads)
    {
        string broken = Write("broken.png", "no image");
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => Fit(extracts, new() { MaxDegreeOfParallelism = threads }, (205, broken), (290, broken)));

        Assert.Equal(
            $"Input column 'X' cannot be read in row 205 (counted from 0; Path '{broken}'): Invalid input stream contents (Parameter 'imageStream'). Fix or " +
            "remove what the row is read from, or set SkipUnreadableRows to leave such rows out.", error.Message);
        Assert.IsType<ArgumentException>(error.InnerException, exactMatch: false);
    }

    [Fact]
    public void Fit_OnMissingFile_NamesIt()
    {
        string missing = Path.Combine(_folder, "missing.png");
        Assert.Contains($"row 7 (counted from 0; Path '{missing}')",
            Assert.Throws<InvalidOperationException>(() => Fit(true, new(), (7, missing))).Message, StringComparison.Ordinal);
    }

    /// <summary>LoadImages makes a missing image of it; ResizeImages would leave the one before, disposed of, in its place.</summary>
    [Theory]
    [MemberData(nameof(Pipelines))]
    public void Fit_OnEmptyPath_CountsItAsBlack(bool extracts, int threads)
    {
        string black = Path.Combine(_folder, "black.png");
        using (var image = MLImage.CreateFromPixels(32, 32, MLPixelFormat.Bgra32, new byte[32 * 32 * 4]))
            image.Save(black);
        var options = new BatchNormEstimator.Options { MaxDegreeOfParallelism = threads };

        Assert.Equal(Fit(extracts, options, (7, black), (8, black)).Parameters[0], Fit(extracts, options, (7, ""), (8, "")).Parameters[0]);
        Assert.Equal(Fit(extracts, options, (0, black)).Parameters[0], Fit(extracts, options, (0, "")).Parameters[0]);
    }

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void Fit_ThatSkipsUnreadableRows_LearnsFromTheOthersAndCountsThem(bool extracts, int threads)
    {
        string broken = Write("broken.png", "no image");
        var log = new LogRecorder(_ml);
        var progress = new ProgressRecorder();
        BatchNormParameters actual = Fit(extracts,
            new() { SkipUnreadableRows = true, Statistics = BatchNormStatistics.Exact, MaxDegreeOfParallelism = threads, Progress = progress },
            (0, broken), (205, broken), (290, Path.Combine(_folder, "missing.png"))).Parameters[0];

        string[] files = [.. Files().Where((_, i) => i is not (0 or 205 or 290))];
        Assert.Equal(Fit(extracts, new() { Statistics = BatchNormStatistics.Exact }, files).Parameters[0].RunningMean, actual.RunningMean);
        Assert.Equal(
            $"3 of 300 rows were left out because they cannot be read (SkipUnreadableRows). The first: Input column 'X' cannot be read in row 0 (counted from 0; Path '{broken}'): " +
            "Invalid input stream contents (Parameter 'imageStream').", Assert.Single(log.Warnings));
        Assert.Equal((300, 3), (progress.Reports[^1].Rows, progress.Reports[^1].RowsSkipped));
    }

    [Fact]
    public void Fit_WhereNoRowCanBeRead_SaysSo() => Assert.StartsWith("All 2 rows of the data view cannot be read and were left out",
        Assert.Throws<InvalidOperationException>(() => Fit(true, new() { SkipUnreadableRows = true }, Write("a.png", "no"), Write("b.png", ""))).Message,
        StringComparison.Ordinal);

    private static IEnumerable<string> Files() => TestImages.Files().Take(Images);

    private BatchNormTransformer Fit(bool extracts, BatchNormEstimator.Options options, params (int Row, string Path)[] replaced)
    {
        string[] files = [.. Files()];
        foreach ((int row, string path) in replaced)
            files[row] = path;
        return Fit(extracts, options, files);
    }

    private BatchNormTransformer Fit(bool extracts, BatchNormEstimator.Options options, params string[] files)
    {
        IDataView paths = _ml.Data.LoadFromEnumerable(files.Select(path => new ImageFile { Path = path }));
        IEstimator<ITransformer> images = _ml.Transforms.LoadImages("Image", imageFolder: null, "Path").Append(_ml.Transforms.ResizeImages("Image", 32, 32));
        images = extracts ? images.Append(_ml.Transforms.ExtractPixels("X", "Image")) : images.Append(_ml.Transforms.CopyColumns("X", "Image"));
        return _ml.Transforms.NormalizeBatch("Y", "X", options).Fit(images.Fit(paths).Transform(paths));
    }

    private string Write(string name, string content)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        return path;
    }
}
