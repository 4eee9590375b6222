using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;
using MlNetBatchNorm.Applying;
using MlNetBatchNorm.Arguments;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>The code of docs/guide.md and docs/normalize-batch.md.</summary>
public sealed class GuideSnippets
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly IDataView _images;
    private readonly IDataView _pixels;

    public GuideSnippets()
    {
        IDataView files = _mlContext.Data.LoadFromEnumerable(TestImages.Files().Take(96).Select(path => new ImageFile { Path = path }));
        _images = Images().Fit(files).Transform(files);
        _pixels = _mlContext.Transforms.ExtractPixels("Pixels", "Image").Fit(_images).Transform(_images);
    }

    [Fact]
    public void Statistics_OfAShortLastBatch_DifferFromTheExactOnes()
    {
        MLContext mlContext = _mlContext;

        #region ExactStatistics
        // Eight rows around 0 and two around 10; batches of eight, so the two are a batch of their own.
        float[] around0 = [.. Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? -1.05f : 1.03f)];
        float[] around10 = [.. Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? 9.30f : 11.16f)];
        IDataView data = mlContext.Data.LoadFromEnumerable(
            Enumerable.Repeat(around0, 8).Concat(Enumerable.Repeat(around10, 2)).Select(values => new Signal { Values = values }));

        BatchNormParameters cumulative = mlContext.Transforms
            .NormalizeBatch("Features", "Values", batchSize: 8, momentum: null)
            .Fit(data).Parameters[0];
        BatchNormParameters exact = mlContext.Transforms
            .NormalizeChannels("Features", "Values")
            .Fit(data).Parameters[0];
        #endregion

        Assert.Equal(5.11, cumulative.RunningMean[0], 0.005);
        Assert.Equal(0.98, cumulative.RunningVariance[0], 0.005);
        Assert.Equal(2.04, exact.RunningMean[0], 0.005);
        Assert.Equal(17.8, exact.RunningVariance[0], 0.05);
    }

    [Fact]
    public void KnownStatistics_MapPixelsToWhatAModelExpects()
    {
        MLContext mlContext = _mlContext;
        IDataView images = _images;
        IDataView pixels = _pixels;

        #region KnownStatistics
        // What an ImageNet model of torchvision or the ONNX zoo expects, from images or from pixels of 0 to 255; the division by 255 is included.
        var fromImages = mlContext.Transforms.NormalizeChannels("input", "Image", ImageNormalization.ImageNet);
        var fromPixels = mlContext.Transforms.NormalizeChannels("input", "Pixels", ImageNormalization.ImageNet);

        // Your own, in the column's units, y = (x - mean) / standardDeviation; or of pixels multiplied by a scale first.
        var own = mlContext.Transforms.NormalizeChannels("input", "Pixels", mean: [125, 123, 113], standardDeviation: [63, 62, 67]);
        var ownOfUnits = mlContext.Transforms.NormalizeChannels("input", "Pixels", [0.49f, 0.48f, 0.45f], [0.25f, 0.24f, 0.26f], scale: 1 / 255f);
        #endregion

        float x = ColumnValues.Read(pixels, "Pixels")[0][0];
        Assert.Equal(((x / 255) - 0.485f) / 0.229f, ColumnValues.Read(fromImages.Fit(images).Transform(images), "input")[0][0], 1e-5f);
        Assert.Equal(((x / 255) - 0.485f) / 0.229f, ColumnValues.Read(fromPixels.Fit(pixels).Transform(pixels), "input")[0][0], 1e-5f);
        Assert.Equal(((x / 255) - 0.49f) / 0.25f, ColumnValues.Read(ownOfUnits.Fit(pixels).Transform(pixels), "input")[0][0], 1e-5f);
        Assert.Equal((x - 125) / 63, ColumnValues.Read(own.Fit(pixels).Transform(pixels), "input")[0][0], 1e-5f);
    }

    [Fact]
    public void Images_AreNormalizedInOneStep()
    {
        MLContext mlContext = _mlContext;

        #region Images
        var rgb = mlContext.Transforms.NormalizeChannels("Features", "Image");
        var bgrLast = mlContext.Transforms.NormalizeChannels("Features", "Image", new BatchNormEstimator.Options
        {
            Statistics = BatchNormStatistics.Exact,
            ImageChannels = ImageChannels.Bgr,
            Layout = ChannelLayout.ChannelsLast,
        });
        #endregion

        Assert.Equal([3, 32, 32], Dimensions(rgb.Fit(_images).Transform(_images)));
        Assert.Equal([32, 32, 3], Dimensions(bgrLast.Fit(_images).Transform(_images)));
    }

    [Fact]
    public void SeveralColumns_AreFittedInOnePass()
    {
        MLContext mlContext = _mlContext;
        IDataView data = _pixels;

        #region SeveralColumns
        BatchNormTransformer transformer = mlContext.Transforms.NormalizeChannels(
            [new InputOutputColumnPair("NormalizedPixels", "Pixels"), new InputOutputColumnPair("NormalizedImage", "Image")]).Fit(data);
        BatchNormParameters learned = transformer.GetParameters("NormalizedImage");
        #endregion

        Assert.Equal(learned.RunningMean, transformer.GetParameters("NormalizedPixels").RunningMean);
    }

    [Fact]
    public void ContinuedFit_LearnsWhatOneFitLearns()
    {
        MLContext mlContext = _mlContext;
        IDataView firstHalf = mlContext.Data.TakeRows(_pixels, 64);
        IDataView secondHalf = mlContext.Data.SkipRows(_pixels, 64);

        #region ContinuedFit
        BatchNormEstimator estimator = mlContext.Transforms.NormalizeChannels("Features", "Pixels");
        BatchNormTransformer first = estimator.Fit(firstHalf);
        BatchNormTransformer both = estimator.Fit(secondHalf, first);
        #endregion

        Assert.Equal(estimator.Fit(_pixels).Parameters[0].RunningMean, both.Parameters[0].RunningMean);
    }

    [Fact]
    public void ContinuedModel_HasTheOtherStepsOfTheLoadedOne()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        string modelPath = Path.Combine(folder, "model.zip");
        IDataView files = _mlContext.Data.LoadFromEnumerable(TestImages.Files().Skip(96).Take(64).Select(path => new ImageFile { Path = path }));
        ITransformer pipeline = Images().Append(_mlContext.Transforms.NormalizeBatch("Features", "Image", statistics: BatchNormStatistics.Exact)).Fit(files);
        _mlContext.Model.Save(pipeline, files.Schema, modelPath);

        #region ContinueModel
        var mlContext = new MLContext();
        ITransformer model = mlContext.Model.Load(modelPath, out DataViewSchema schema);
        ITransformer both = model.ContinueBatchNorm(files);
        mlContext.Model.Save(both, schema, modelPath);
        #endregion

        #region FindTransformer
        var transformer = both.Find<BatchNormTransformer>();
        BatchNormParameters parameters = transformer.GetParameters("Features");
        BatchNormEstimator.Options options = transformer.Options;
        #endregion

        Assert.Equal(2 * 64 / 32, parameters.NumBatchesTracked);
        Assert.Equal(BatchNormStatistics.Exact, options.Statistics);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Inverse_GivesThePixelsBack()
    {
        MLContext mlContext = _mlContext;
        IDataView data = _pixels;

        #region Inverse
        BatchNormTransformer transformer = mlContext.Transforms.NormalizeChannels("Features", "Pixels").Fit(data);
        IDataView normalized = transformer.Transform(data);
        IDataView restored = transformer.CreateInverse().Transform(normalized);  // reads Features, writes Pixels
        #endregion

        float[][] expected = ColumnValues.Read(data, "Pixels");
        float[][] actual = ColumnValues.Read(restored, "Pixels");
        Assert.Equal(expected[0][0], actual[0][0], 1e-3f);
        Assert.Equal(expected[95][^1], actual[95][^1], 1e-3f);
    }

    [Fact]
    public void BatchStatistics_AreEachBatchsOwn()
    {
        MLContext mlContext = _mlContext;
        IDataView data = _pixels;

        #region BatchStatistics
        IDataView normalized = mlContext.Transforms
            .NormalizeBatch("Features", "Pixels", batchSize: 32, trackRunningStats: false)
            .Fit(data).Transform(data);
        #endregion

        float[][] firstBatch = [.. ColumnValues.Read(normalized, "Features").Take(32)];
        Assert.Equal(0, firstBatch.Average(row => row.Take(1024).Average()), 1e-4f);
    }

    [Fact]
    public void LongWork_ShowsItselfAndCanBeCancelled()
    {
        MLContext mlContext = _mlContext;
        IDataView data = _pixels;
        using var log = new StringWriter();
        long rows = 0;

        #region LongWork
        using var cancellation = new CancellationTokenSource();
        mlContext.Log += (_, message) =>
        {
            if (message.Kind >= ChannelMessageKind.Warning) // using Microsoft.ML.Runtime;
                log.WriteLine(message.Message);
        };
        BatchNormTransformer transformer = mlContext.Transforms.NormalizeChannels("Features", "Pixels", new BatchNormEstimator.Options
        {
            Statistics = BatchNormStatistics.Exact,
            NonFinite = NonFiniteHandling.SkipRow,
            SkipUnreadableRows = true,
            Progress = new Progress<BatchNormProgress>(progress => rows = progress.Rows),
            CancellationToken = cancellation.Token,
            MaxDegreeOfParallelism = 2,
        }).Fit(data);
        #endregion

        Assert.Equal(3, transformer.Parameters[0].NumBatchesTracked);
        Assert.InRange(rows, 0, 96);
    }

    [Fact]
    public void WhatWasLearned_CanBeSeen()
    {
        MLContext mlContext = _mlContext;
        IDataView data = _pixels;

        #region WhatWasLearned
        BatchNormTransformer transformer = mlContext.Transforms.NormalizeChannels("Features", "Pixels").Fit(data);
        BatchNormParameters parameters = transformer.Parameters[0];
        Console.WriteLine(parameters);                        // 3 channels, ChannelsFirst, 3 batches; mean ± deviation: ...
        float redMean = parameters.RunningMean[0];
        float redDeviation = parameters.StandardDeviation[0];
        float normalized = (redMean - parameters.Offset[0]) * parameters.Scale[0];
        string json = parameters.ToJson();                    // BatchNormParameters.FromJson reads it

        VBuffer<float> fromSchema = default;                  // the same, where only a data view is at hand
        transformer.Transform(data).Schema["Features"].Annotations.GetValue("RunningMean", ref fromSchema);
        #endregion

        Assert.Equal(redMean, fromSchema.GetValues()[0]);
        Assert.InRange(redDeviation, 30, 90);
        Assert.Equal(0, normalized, 1e-4f);
        Assert.Equal(parameters, BatchNormParameters.FromJson(json));
    }

    private ReadImagesEstimator Images() => _mlContext.Transforms.ReadImages("Image", "Path", ImageReading.Stretch(32, 32));

    private static ImmutableArray<int> Dimensions(IDataView view) => ((VectorDataViewType)view.Schema["Features"].Type).Dimensions;

    private sealed class Signal
    {
        [VectorType(1, 100)]
        public float[] Values { get; set; } = [];
    }
}
