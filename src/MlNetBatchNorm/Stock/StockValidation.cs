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
        ParametersValidation.RequireStatistics(column.Parameters, $"Column '{column.OutputColumnName}' has no stock equivalent");
        Require(column.Input.Kind != ColumnKind.Image, column,
            "it is made of images, and NormalizeMinMax takes vectors of Single or Double. Put ExtractPixels before, and fit on that");
        Require(column.Input.Kind != ColumnKind.Byte, column,
            "it is made of bytes, and NormalizeMinMax takes vectors of Single or Double. Put Conversion.ConvertType before, and fit on that");
        column.CheckSavable();
        for (int c = 0; c < column.Parameters.NumFeatures; c++)
        {
            Require(column.Parameters.HasDeviation(c), column, $"channel {c} is constant, and epsilon is 0. Save this transformer itself");
            Require(column.Parameters.Affine.Weight(c) > 0, column, FormattableString.Invariant(
                $"the weight of channel {c} is {column.Parameters.Affine.Weight(c)}, and NormalizeMinMax has positive scales only. Save this transformer itself"));
        }
    }

    private static void Require(bool condition, FittedColumn column, string reason)
    {
        if (!condition)
            throw Errors.Data($"Column '{column.OutputColumnName}' has no stock equivalent: {reason}.");
    }
}
