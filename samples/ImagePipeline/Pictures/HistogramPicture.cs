using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm;
using OxyPlot;
using Samples.Pictures;

namespace ImagePipeline.Pictures;

/// <summary>How often each value is met in each channel: of the pixels, and of what batch normalization makes of them.</summary>
internal static class HistogramPicture
{
    private const int Bins = 32;
    private const int Levels = 256;

    /// <param name="pixels">A view with the pixels.</param>
    /// <param name="imageCount">How many rows it has.</param>
    /// <param name="batchNorm">What turns them into features.</param>
    /// <param name="path">The PNG file to write.</param>
    public static void Save(IDataView pixels, int imageCount, BatchNormTransformer batchNorm, string path)
    {
        BatchNormParameters learned = batchNorm.GetParameters("Features");
        IReadOnlyList<IReadOnlyList<double>> Read(IDataView view, string column) =>
            ChannelValues.Read(view.GetColumn<float[]>(column), learned.NumFeatures, imageCount);

        // Levels are whole numbers, so no value falls on an edge.
        double[] edges = [.. Enumerable.Range(0, Bins + 1).Select(i => (i * Levels / Bins) - 0.5)];
        // After, the same bins, moved as the pixels are: others would hold now seven, now eight levels.
        double[][] normalizedEdges = [.. Enumerable.Range(0, learned.NumFeatures).Select(c => edges.Select(edge =>
            (edge - learned.RunningMean[c]) / Math.Sqrt(learned.RunningVariance[c] + learned.Epsilon)).ToArray())];

        PlotModel before = ChannelPlot.Create(
            "Before: pixels", "value from 0 to 255", Read(pixels, "Pixels"), _ => edges);
        PlotModel after = ChannelPlot.Create(
            "After: normalized per channel", "deviations from the mean",
            Read(batchNorm.Transform(pixels), "Features"), channel => normalizedEdges[channel]);

        PlotSheet.Save([before, after], path);
    }
}
