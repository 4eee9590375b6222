using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.Docs;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Columns;

/// <summary>Image columns that ML.NET leaves out of rows, and input columns that nobody named.</summary>
public sealed class MissingColumnTests : IDisposable
{
    private const string NotFound = "Input column 'Image' was not found. The columns are: Path, Label.";

    private const string Shuffled =
        NotFound + " Before ShuffleRows, 'Image' was an image column, which ShuffleRows leaves out: shuffle the rows before LoadImages or ReadImages.";

    private const string Cached =
        NotFound + " If 'Image' is an image: ML.NET's cache (Cache, AppendCacheCheckpoint) leaves image columns out: cache after normalizing.";

    private const string Saved =
        NotFound + " If 'Image' is an image: SaveAsBinary leaves image columns out: save the paths, and load the images after LoadFromBinary.";

    private const string Unknown =
        NotFound + " If 'Image' is an image: ShuffleRows, Cache, AppendCacheCheckpoint and SaveAsBinary leave image columns out: shuffle the rows before " +
        "LoadImages or ReadImages, and cache after normalizing.";

    private readonly MLContext _ml = new(seed: 1);
    private readonly string _file = Path.GetTempFileName();
    private readonly IDataView _rows;
    private readonly IDataView _images;

    public MissingColumnTests()
    {
        _rows = _ml.Data.LoadFromEnumerable(TestImages.Files().Take(5).Select(path => new ImageFile { Path = path }));
        _images = Load().Fit(_rows).Transform(_rows);
    }

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData(BatchNormStatistics.Running)]
    [InlineData(BatchNormStatistics.Exact)]
    public void Fit_OnShuffledImages_NamesShuffleRows(BatchNormStatistics statistics)
    {
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "Image", statistics: statistics);
        IDataView shuffled = _ml.Data.ShuffleRows(_images);
        ErrorText.IsOfColumn(Shuffled, () => estimator.Fit(shuffled));
        ErrorText.IsOfColumn(Shuffled, () => estimator.Fit(_ml.Data.TakeRows(shuffled, 3)));
        ErrorText.IsOfColumn(Shuffled, () => estimator.Fit(shuffled, estimator.Fit(_images)));
        ErrorText.IsOfColumn(Shuffled, () => estimator.Fit(_images).Transform(shuffled));
        ErrorText.IsOfColumn(Shuffled, () => _ml.Transforms.NormalizeChannels("Y", "Image", ImageNormalization.Cifar10).Fit(shuffled));
    }

    [Fact]
    public void Collect_OfShuffledImages_NamesShuffleRows() => ErrorText.IsOfColumn(Shuffled, () => Normalize().CollectStatistics(_ml.Data.ShuffleRows(_images)));

    [Fact]
    public void Fit_OnCachedImages_NamesTheCache()
    {
        ErrorText.IsOfColumn(Cached, () => Normalize().Fit(_ml.Data.Cache(_images)));
        ErrorText.IsOfColumn(Cached, () => Load().AppendCacheCheckpoint(_ml).Append(Normalize()).Fit(_rows));
    }

    [Fact]
    public void Fit_OnSavedImages_NamesSaveAsBinary()
    {
        using (FileStream stream = File.Create(_file))
            _ml.Data.SaveAsBinary(_images, stream);
        ErrorText.IsOfColumn(Saved, () => Normalize().Fit(_ml.Data.LoadFromBinary(_file)));
    }

    /// <summary>A pipeline checks schemas before it fits anything, and a schema doesn't know its view.</summary>
    [Fact]
    public void FitOfPipeline_OnShuffledImages_NamesWhatLeavesImagesOut() => ErrorText.IsOfColumn(
        Unknown, () => Normalize().Append(_ml.Transforms.Conversion.MapValueToKey("Label")).Fit(_ml.Data.ShuffleRows(_images)));

    [Fact]
    public void Fit_OfMisspelledColumn_BlamesNothingElse()
    {
        const string expected = "Input column 'image' was not found. The columns are: Path, Label, Image.";
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "image");
        ErrorText.IsOfColumn(expected, () => estimator.Fit(_images));
        ErrorText.IsOfColumn(expected, () => estimator.GetOutputSchema(SchemaShapes.Of(_images.Schema)));
        ErrorText.IsOfColumn(NotFound, () => Normalize().Fit(_rows));
        ErrorText.IsOfColumn(NotFound, () => Normalize().Fit(_ml.Data.ShuffleRows(_rows)));
    }

    [Fact]
    public void Fit_WithOnlyAnOutputName_SaysWhatTheInputIs()
    {
        const string expected =
            "Input column 'Features' was not found. The columns are: Path, Label, Image. The input defaults to the output column's name: to read another " +
            "column, give its name as inputColumnName.";
        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Features");
        ErrorText.IsOfColumn(expected, () => estimator.Fit(_images));
        ErrorText.IsOfColumn(expected, () => estimator.GetOutputSchema(SchemaShapes.Of(_images.Schema)));
        ErrorText.IsOfColumn(expected, () => _ml.Transforms.NormalizeChannels("Features", null, ImageNormalization.Cifar10).Fit(_images));
    }

    private BatchNormEstimator Normalize() => _ml.Transforms.NormalizeBatch("Y", "Image", statistics: BatchNormStatistics.Exact);

    private EstimatorChain<ITransformer> Load() => new EstimatorChain<ITransformer>()
        .Append<ITransformer>(_ml.Transforms.LoadImages("Image", imageFolder: null, "Path"))
        .Append<ITransformer>(_ml.Transforms.ResizeImages("Image", 32, 32));
}
