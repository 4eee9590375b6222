using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>The code of docs/exact-statistics.md.</summary>
public sealed class ExactStatisticsSnippets : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly MLContext _mlContext = new(seed: 1);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Statistics_OfTwoMachines_FitTheBitsOfOneFit()
    {
        string[] files = [.. TestImages.Files().Take(30)];
        string share = _folder;
        Collect(files, machine: 0, machines: 2, share);
        Collect(files, machine: 1, machines: 2, share);
        BatchNormTransformer transformer = MergeAndFit(share);

        Bits.AssertEqual(Estimator(_mlContext).Fit(Images(_mlContext, files)), transformer);
        Assert.Equal(30, transformer.Statistics!.Rows);
        Assert.Equal("30 rows of 'Image' (Rgb); 2 of 2 shards of 'photos, 30 files'", transformer.Statistics.ToString());
    }

    private static BatchNormEstimator Estimator(MLContext mlContext)
    {
        #region ExactEstimator
        BatchNormEstimator estimator = mlContext.Transforms.NormalizeChannels("Features", "Image");
        #endregion
        return estimator;
    }

    private static void Collect(string[] files, int machine, int machines, string share)
    {
        var mlContext = new MLContext();
        BatchNormEstimator estimator = Estimator(mlContext);

        #region CollectStatistics
        // On each machine: its part of the files, which it names by the plan, the part's index from 0, and how many parts there are.
        IDataView images = Images(mlContext, files.Where((_, i) => i % machines == machine));
        var shard = new Shard($"photos, {files.Length} files", machine, machines);
        estimator.CollectStatistics(images, shard).Save(Path.Combine(share, $"part-{machine}.bnstats"));
        #endregion
    }

    private static BatchNormTransformer MergeAndFit(string share)
    {
        var mlContext = new MLContext();
        BatchNormEstimator estimator = Estimator(mlContext);

        #region MergeStatistics
        // On any machine, later, and in any order.
        IEnumerable<ChannelStatistics> parts = Directory.EnumerateFiles(share, "part-*.bnstats").Select(ChannelStatistics.Load);
        ChannelStatistics all = ChannelStatistics.Merge(parts);
        BatchNormTransformer transformer = estimator.Fit(all);
        #endregion
        return transformer;
    }

    [Fact]
    public void Fit_OfMoreImages_IsAMerge()
    {
        MLContext mlContext = _mlContext;
        string[] files = [.. TestImages.Files().Take(30)];
        BatchNormEstimator estimator = Estimator(mlContext);
        BatchNormTransformer transformer = estimator.Fit(Images(mlContext, files.Take(20)));
        IDataView newImages = Images(mlContext, files.Skip(20));

        #region MoreImages
        // The statistics are in the model, so a fit continues from them; the old images are not read again.
        BatchNormTransformer further = estimator.Fit(newImages, transformer);

        ChannelStatistics statistics = further.Statistics!;
        double[] deviations = [.. statistics.GetVariance("Image").Select(Math.Sqrt)];
        Console.WriteLine($"{statistics.Rows} images; mean {string.Join(", ", statistics.GetMean("Image"))}; deviation {string.Join(", ", deviations)}");
        #endregion

        Bits.AssertEqual(estimator.Fit(Images(mlContext, files)), further);
    }

    private static IDataView Images(MLContext mlContext, IEnumerable<string> files)
    {
        IDataView paths = mlContext.Data.LoadFromEnumerable(files.Select(path => new ImageFile { Path = path }));
        return mlContext.Transforms.ReadImages("Image", "Path", ImageReading.Stretch(32, 32))
            .Fit(paths).Transform(paths);
    }
}
