using MlNetBatchNorm.Access;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Stock;

/// <summary>Refuses what ML.NET's own normalizers cannot do.</summary>
internal static class StockValidation
{
    /// <exception cref="InvalidOperationException">Names the column, why it has no equivalent, and what to do.</exception>
    public static void Check(FittedColumn column)
    {
        Require(column.TrackRunningStats, column,
            "it is normalized by the statistics of each batch of rows (trackRunningStats: false). Fit with trackRunningStats: true");
        Require(column.Input.Kind != ColumnKind.Image, column,
            "it is made of images, and NormalizeMinMax takes vectors of Single or Double. Put ExtractPixels before, and fit on that");
        Require(column.Input.Kind != ColumnKind.Byte, column,
            "it is made of bytes, and NormalizeMinMax takes vectors of Single or Double. Put Conversion.ConvertType before, and fit on that");
        ParametersValidation.CheckSavable(column);
        for (int c = 0; c < column.Parameters.NumFeatures; c++)
            Require(!(column.Parameters.Weight?[c] <= 0), column, FormattableString.Invariant(
                $"the weight of channel {c} is {column.Parameters.Weight?[c]}, and NormalizeMinMax has positive scales only. Save this transformer itself"));
    }

    private static void Require(bool condition, FittedColumn column, string reason)
    {
        if (!condition)
            throw Errors.Data($"Column '{column.OutputColumnName}' has no stock equivalent: {reason}.");
    }
}
