using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Onnx.Export;

/// <summary>Refuses what an ONNX model cannot express.</summary>
internal static class OnnxValidation
{
    /// <exception cref="InvalidOperationException">Names the column, and why it cannot be written.</exception>
    public static void Check(FittedColumn column)
    {
        ParametersValidation.RequireStatistics(column.Parameters, $"Column '{column.OutputColumnName}' cannot be written as ONNX");
        column.CheckSavable();
    }
}
