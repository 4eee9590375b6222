using Microsoft.ML.Runtime;
using MlNetBatchNorm.OnnxAdaptation.Graph;
using MlNetBatchNorm.OnnxAdaptation.Moments;

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>
/// Re-estimates the statistics of a model's layers. With batches: all layers in one pass, each normalized by its batch, as update_bn. One image at
/// a time, a layer has no batch to be normalized by: then level by level in evaluation mode, because what a layer sees changes with the layers
/// before it.
/// </summary>
internal sealed class Adaptation(
    IHostEnvironment env, IHost host, AdaptableModel model, ImageColumn images, OnnxAdaptationOptions options, TemporaryFolder folder)
{
    /// <summary>Replaces the statistics of the model's layers.</summary>
    /// <returns>How far each layer moved, in the order of the graph; and what was done, in a line.</returns>
    /// <exception cref="InvalidOperationException">The rows cannot be taken; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The fit was canceled.</exception>
    public (IReadOnlyList<LayerShift> Shifts, string Summary) Run()
    {
        var weights = new WeightsFile(folder.Path, model.Model.Graph);
        AdaptableLayer[][] passes = Passes();
        var progress = new AdaptationProgress(options, images.Rows * passes.Length);
        var shifts = new List<LayerShift>();
        foreach (AdaptableLayer[] layers in passes)
        {
            LayerStatistics[] statistics = [.. layers.Select(layer => new LayerStatistics(layer.Old.NumFeatures, options.Statistics))];
            using (var session = new MomentsSession(env, StatisticsGraph.Create(model, weights, images.Input, layers), model, folder.File("statistics.onnx")))
                new AdaptationPass(host, session, images, options, progress).Run(layers, statistics);
            shifts.AddRange(layers.Zip(statistics, Replace));
        }

        return ([.. shifts.OrderBy(shift => shift.Layer.Index)], progress.Summary(model.Layers.Count, passes.Length));
    }

    private AdaptableLayer[][] Passes() => images.Input.TakesBatches
        ? [[.. model.Layers]]
        : [.. model.Layers.GroupBy(layer => layer.Level).OrderBy(level => level.Key).Select(level => level.ToArray())];

    private LayerShift Replace(AdaptableLayer layer, LayerStatistics statistics)
    {
        double[] mean = Blend(layer.Old.RunningMean, statistics.Mean);
        double[] variance = Blend(layer.Old.RunningVariance, statistics.Variance);
        model.SetStatistics(layer, mean, variance);
        return new LayerShift(layer, mean, variance);
    }

    private double[] Blend(IReadOnlyList<float> old, double[] values) => options.Blend == 1
        ? values
        : [.. values.Select((value, c) => ((1 - (double)options.Blend) * old[c]) + (options.Blend * value))];
}
