using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Cluster;

/// <summary>Images of the repository, and what one machine finds in them.</summary>
internal static class TestFiles
{
    /// <summary>300 images of 32x32.</summary>
    public static string[] Images { get; } =
    [
        .. Directory.GetFiles(Path.Combine(Repository.Root, "samples", "ImagePipeline", "data", "cifar10-mini", "test"), "*.png", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The statistics of files, by the library alone, in one pass.</summary>
    public static ChannelStatistics OnOneMachine(IEnumerable<string> files, bool skipUnreadable = false)
    {
        var mlContext = new MLContext();
        IDataView rows = mlContext.Data.LoadFromEnumerable(files.Select(file => new TestFile { Location = file }));
        IDataView images = mlContext.Transforms.ReadImages("Image", nameof(TestFile.Location), ImageReading.Stretch(32, 32)).Fit(rows).Transform(rows);
        return mlContext.Transforms.NormalizeBatch("Y", "Image", new BatchNormEstimator.Options
        {
            Statistics = BatchNormStatistics.Exact,
            SkipUnreadableRows = skipUnreadable,
        }).CollectStatistics(images);
    }

    public static byte[] Bytes(ChannelStatistics statistics)
    {
        using var stream = new MemoryStream();
        statistics.Save(stream);
        return stream.ToArray();
    }
}
