using MlNetBatchNorm.Access;
using MlNetBatchNorm.Onnx.Import;
using MlNetBatchNorm.OnnxAdaptation.Graph;

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>What is wrong with a batch.</summary>
internal static class BatchErrors
{
    public static Exception OneValue(AdaptableLayer layer, long firstRow, string modelFile) => Errors.Data(ModelErrors.Named(
        $"BatchNormalization '{layer.Name}': the batch that begins at row {firstRow} (counted from 0) has one value per channel, and one value has no variance. " +
        "Choose a BatchSize that leaves no single row at the end, or MaxRows to leave that row out.", modelFile));

    public static Exception NonFinite(AdaptableLayer layer, int channel, long firstRow, string modelFile) => Errors.Data(ModelErrors.Named(
        $"BatchNormalization '{layer.Name}': channel {channel} gets a NaN or an infinity from the batch that begins at row {firstRow} (counted from 0). Fix or filter " +
        "the data, and check that it has the range that the model was trained with.", modelFile));
}
