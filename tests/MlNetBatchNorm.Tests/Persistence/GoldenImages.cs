using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>The images in images-v*.zip and images-v*.bnstats: of mean 15, 40 and 90 in red, green and blue, read blue first.</summary>
internal static class GoldenImages
{
    public static IDataView View(MLContext ml) => ml.Data.LoadFromEnumerable(new[] { new Row(), new Row() });

    /// <summary>The exact statistics of the images.</summary>
    public static BatchNormEstimator Estimator(MLContext ml) => ml.Transforms.NormalizeBatch("Y", "Image", new BatchNormEstimator.Options
    {
        Epsilon = 0,
        ImageChannels = ImageChannels.Bgr,
        Statistics = BatchNormStatistics.Exact,
    });

    /// <summary>Writes both files into a folder.</summary>
    public static void Write(string folder)
    {
        var ml = new MLContext();
        IDataView view = View(ml);
        BatchNormTransformer model = Estimator(ml).Fit(view);
        ml.Model.Save(model, null, Path.Combine(folder, "images-v3.zip"));
        model.Statistics!.Save(Path.Combine(folder, "images-v2.bnstats"));
    }

    private sealed class Row
    {
        [ImageType(1, 2)]
        public MLImage Image { get; set; } = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Rgba32, [10, 30, 70, 255, 20, 50, 110, 255]);
    }
}
