using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Tests.Fitting;
using MlNetBatchNorm.Tests.Rows;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>
/// Models and statistics of another major version of ML.NET, whose ResizeImages gives other pixels: they load with the same outputs for the same images,
/// and the log says that the images may be others.
/// </summary>
public sealed class OtherMlNetTests
{
    private static readonly int Other = MlNetVersion.MajorOfImages == 6 ? 5 : 6;

    private readonly MLContext _ml = new();
    private readonly IDataView _images = ImageColumns.View(ImageColumns.Random(5, 4, 3));

    private static string Warning =>
        $"Column 'Image' was fitted on images of ML.NET {Other}, and this process has ML.NET {MlNetVersion.MajorOfImages}, whose ResizeImages gives other " +
        $"pixels. Unless the images come without ResizeImages, fit and train again, or stay with ML.NET {Other}.";

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Load_OfAModelOfEitherMlNet_GivesTheSameOutputs(int mlNet)
    {
        var log = new LogRecorder(_ml);
        ITransformer model = _ml.Model.Load(GoldenModel.PathOf($"pipeline-mlnet{mlNet}.zip"), out _);

        // The exact statistics of an image and known ones are two transformers.
        Assert.Equal(mlNet == Other ? [Warning, Warning] : [], log.Warnings);
        IDataView view = GoldenPipeline.View(_ml);
        IDataView expected = GoldenPipeline.Fit(_ml).Transform(view), actual = model.Transform(view);
        foreach (string column in GoldenPipeline.Outputs)
            Assert.Equal(ViewText.Cells(expected, expected.Schema[column]), ViewText.Cells(actual, actual.Schema[column]));
    }

    [Fact]
    public void Load_OfImagesThatAreTheSameUnderAnyMlNet_IsQuiet()
    {
        IDataView paths = _ml.Data.LoadFromEnumerable(TestImages.Files().Take(3).Select(path => new ImageFile { Path = path }));
        IDataView view = _ml.Transforms.ReadImages("Image", nameof(ImageFile.Path), ImageReading.ResizeAndCrop(8, 8, 8)).Fit(paths).Transform(paths);
        BatchNormTransformer fitted = Estimator(BatchNormStatistics.Exact).Fit(view);

        Assert.Null(fitted.Columns[0].Input.ImagesOfMlNet);
        Assert.Null(fitted.Statistics!.Columns[0].Column.ImagesOfMlNet);
        Assert.Null(Reload(fitted).Columns[0].Input.ImagesOfMlNet);
    }

    [Theory]
    [InlineData(BatchNormStatistics.Exact)]
    [InlineData(BatchNormStatistics.Running)]
    public void Fit_FromAModelOfTheOtherMlNet_WarnsAndGoesOn(BatchNormStatistics statistics)
    {
        BatchNormEstimator estimator = Estimator(statistics);
        BatchNormTransformer first = estimator.Fit(_images);
        BatchNormParameters expected = estimator.Fit(_images, first).Parameters[0];
        BatchNormTransformer previous = Under(Other, first);
        var log = new LogRecorder(_ml);
        BatchNormTransformer further = estimator.Fit(_images, previous);

        Assert.Contains(Warning, log.Warnings);
        Assert.Equal(expected, further.Parameters[0]);
        Assert.Equal(MlNetVersion.MajorOfImages, further.Columns[0].Input.ImagesOfMlNet);
    }

    [Fact]
    public void Fit_FromStatisticsOfTheOtherMlNet_WarnsAndKeepsIt()
    {
        BatchNormEstimator estimator = Estimator(BatchNormStatistics.Exact);
        ChannelStatistics statistics = Under(Other, estimator.CollectStatistics(_images));
        var log = new LogRecorder(_ml);
        BatchNormTransformer fitted = estimator.Fit(statistics);

        Assert.Equal([Warning], log.Warnings);
        Assert.Equal(Other, Reload(fitted).Columns[0].Input.ImagesOfMlNet);
        Assert.Equal([Warning, Warning], log.Warnings);
    }

    [Fact]
    public void Merge_OfPartsOfBothMlNets_NamesThem()
    {
        ChannelStatistics part = Estimator(BatchNormStatistics.Exact).CollectStatistics(_images);
        ErrorText.IsOfParameter("other",
            "The other statistics cannot be merged because of different major versions of ML.NET, which resize images to other pixels, in input column " +
            $"'Image': {MlNetVersion.MajorOfImages} before, {Other} now. Merge statistics that were collected from the same columns with the same options " +
            "and plan.",
            () => part.Merge(Under(Other, part)));
    }

    /// <summary>What a part doesn't say can't differ, and any order of merges gives the same bytes.</summary>
    [Fact]
    public void Merge_WithAPartThatDoesNotSay_TakesTheOthersMlNet()
    {
        ChannelStatistics part = Estimator(BatchNormStatistics.Exact).CollectStatistics(_images);
        ChannelStatistics old = Under(null, part);
        Assert.Equal(part.Merge(part), old.Merge(part));
        Assert.Equal(part.Merge(part), part.Merge(old));
        Assert.NotEqual(part.Merge(part), old.Merge(old));
    }

    private BatchNormEstimator Estimator(BatchNormStatistics statistics) =>
        _ml.Transforms.NormalizeBatch("Y", "Image", new BatchNormEstimator.Options { Statistics = statistics });

    private sealed class ImageFile
    {
        public string Path { get; set; } = "";
    }

    private BatchNormTransformer Reload(BatchNormTransformer fitted)
    {
        using var stream = new MemoryStream();
        _ml.Model.Save(fitted, null, stream);
        return Assert.IsType<BatchNormTransformer>(_ml.Model.Load(stream, out _));
    }

    private static ChannelStatistics Under(int? mlNet, ChannelStatistics statistics) =>
        statistics.WithImagesOf([statistics.Columns[0].Column with { ImagesOfMlNet = mlNet }]);

    private BatchNormTransformer Under(int mlNet, BatchNormTransformer fitted) => new(_ml, new FittedColumns(
        fitted.Columns.BatchSize,
        [.. fitted.Columns.Select(column => column with { Input = column.Input with { ImagesOfMlNet = mlNet } })],
        fitted.Statistics is { } exact ? Under(mlNet, exact) : null));
}
