using Microsoft.ML.Data;

namespace MlNetBatchNorm.Columns;

/// <summary>What follows from a column's kind.</summary>
internal static class ColumnKinds
{
    /// <summary>The kind of a number, or of a vector, of <paramref name="itemType"/>; null if the library does not read such numbers.</summary>
    public static ColumnKind? OfItem(DataViewType itemType) =>
        itemType == NumberDataViewType.Single ? ColumnKind.Single
        : itemType == NumberDataViewType.Double ? ColumnKind.Double
        : itemType == NumberDataViewType.Byte ? ColumnKind.Byte
        : null;

    /// <summary>Whether the values are bytes, whose sums are exact integers.</summary>
    public static bool HoldsBytes(this ColumnKind kind) => kind is ColumnKind.Byte or ColumnKind.Image;

    /// <summary>The item type of the output column.</summary>
    public static PrimitiveDataViewType OutputItemType(this ColumnKind kind) =>
        kind == ColumnKind.Double ? NumberDataViewType.Double : NumberDataViewType.Single;
}
