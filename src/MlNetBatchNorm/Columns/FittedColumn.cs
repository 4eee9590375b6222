using MlNetBatchNorm.Access;
using MlNetBatchNorm.Arguments;

namespace MlNetBatchNorm.Columns;

/// <summary>All that a transformer knows about one column, and all that a model file keeps of it.</summary>
/// <param name="OutputColumnName">The column that is made.</param>
/// <param name="Input">The column that is read.</param>
/// <param name="Parameters">The map, channel by channel.</param>
internal sealed record FittedColumn(string OutputColumnName, ColumnShape Input, BatchNormParameters Parameters)
{
    /// <exception cref="InvalidOperationException">The column holds what no file may hold, such as statistics that are not finite.</exception>
    public void CheckSavable()
    {
        if (ParametersValidation.FindViolation(Parameters) is { } violation)
            throw Errors.Data($"Column '{OutputColumnName}' cannot be saved: {violation.Text}. Fit again with NonFinite set to Throw or SkipRow.");
    }
}
