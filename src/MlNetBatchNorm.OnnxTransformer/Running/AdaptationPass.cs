using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Runtime;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Onnx.Import;
using MlNetBatchNorm.OnnxAdaptation.Graph;
using MlNetBatchNorm.OnnxAdaptation.Moments;

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>One pass over the images, for some layers.</summary>
internal sealed class AdaptationPass(IHost host, MomentsSession session, ImageColumn images, OnnxAdaptationOptions options, AdaptationProgress progress)
{
    private long _rows;
    private int _batchRows;

    /// <param name="layers">In the order of the session's outputs.</param>
    /// <param name="statistics">What is added to, for each of them.</param>
    public void Run(AdaptableLayer[] layers, LayerStatistics[] statistics)
    {
        using IBatchReader reader = images.Read(images.Input.TakesBatches ? options.BatchSize : 1);
        for (int rows = reader.Read(); rows > 0; rows = reader.Read())
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            host.CheckAlive();
            using (OrtValue batch = reader.Images())
                session.Run(batch, statistics);
            _batchRows += rows;
            if (_batchRows >= options.BatchSize)
                EndBatch(layers, statistics);
        }

        if (_batchRows > 0)
            EndBatch(layers, statistics);
        if (_rows == 0)
            throw Errors.Data(ModelErrors.Named(
                $"The data view has no rows, so there is nothing to adapt the model to column '{images.Input.Name}' with. Check the source.", images.Input.ModelFile));
        if (Array.FindIndex(statistics, layer => !layer.HasVariance) is >= 0 and var one)
            throw BatchErrors.OneValue(layers[one], 0, images.Input.ModelFile);
    }

    private void EndBatch(AdaptableLayer[] layers, LayerStatistics[] statistics)
    {
        // Of one image at a time, exact statistics have no batches: only all of them must have a variance.
        bool needsVariance = images.Input.TakesBatches || options.Statistics == BatchNormStatistics.Running;
        for (int i = 0; i < layers.Length; i++)
        {
            if (needsVariance && statistics[i].Batch.Count < 2)
                throw BatchErrors.OneValue(layers[i], _rows, images.Input.ModelFile);
            if (statistics[i].FindNonFinite() is >= 0 and var channel)
                throw BatchErrors.NonFinite(layers[i], channel, _rows, images.Input.ModelFile);
            statistics[i].EndBatch();
        }

        _rows += _batchRows;
        progress.EndBatch(_batchRows);
        _batchRows = 0;
    }
}
