using MlNetBatchNorm.Access;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Onnx.Export;

/// <summary>Refuses what an ONNX model cannot say.</summary>
internal static class OnnxValidation
{
    /// <exception cref="InvalidOperationException">Names the column, and why it cannot be written.</exception>
    public static void Check(FittedColumn column)
    {
        if (!column.TrackRunningStats)
            throw Errors.Data(
                $"Column '{column.OutputColumnName}' cannot be written as ONNX: it is normalized by the statistics of each batch of rows " +
                "(trackRunningStats: false), and ONNX's BatchNormalization applies statistics that are given. Fit with trackRunningStats: true.");
        ParametersValidation.CheckSavable(column);
    }
}
