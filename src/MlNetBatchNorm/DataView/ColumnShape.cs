using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Numerics;

namespace MlNetBatchNorm.DataView;

/// <summary>
/// What is read of an input column's type: its dimensions and how they divide into channels. Every error about a column's type is
/// raised here.
/// </summary>
internal sealed record ColumnShape(string ColumnName, ItemKind Kind, ImmutableArray<int> Dimensions, ChannelShape Channels)
{
    private const int MaxDimensions = 4;
    private const int MaxImageChannels = 4;

    private const string Expected = "a vector of Single, Double or Byte, of known size and with one to four dimensions";

    public ChannelLayout Layout => Channels.ChannelsLast ? ChannelLayout.ChannelsLast : ChannelLayout.ChannelsFirst;

    /// <summary>The dimensions as they are written: "3x32x32".</summary>
    public static string Text(IEnumerable<int> dimensions) => string.Join('x', dimensions);

    /// <summary>Checks what a schema shape tells of a column: everything but its dimensions.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or of another type.</exception>
    public static SchemaShape.Column Find(SchemaShape schema, string columnName)
    {
        if (!schema.TryFindColumn(columnName, out SchemaShape.Column column))
            throw Missing(columnName, schema.Select(other => other.Name));
        if (column.Kind != SchemaShape.Column.VectorKind.Vector || column.IsKey || KindOf(column.ItemType) is null)
            throw WrongType(columnName, column.GetTypeString());
        return column;
    }

    /// <summary>Checks a column of a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, of another type, or its channels cannot be told.</exception>
    public static ColumnShape Find(DataViewSchema schema, string columnName, ChannelLayout layout, int? numFeatures)
    {
        if (schema.GetColumnOrNull(columnName) is not { } column)
            throw Missing(columnName, schema.Where(other => !other.IsHidden).Select(other => other.Name));
        return Of(columnName, column.Type, layout, numFeatures);
    }

    /// <summary>Checks a column's type.</summary>
    public static ColumnShape Of(string columnName, DataViewType type, ChannelLayout layout, int? numFeatures)
    {
        if (type is not VectorDataViewType { IsKnownSize: true } vector || KindOf(vector.ItemType) is not { } kind ||
            vector.Dimensions.Length > MaxDimensions)
            throw WrongType(columnName, type.ToString()!);
        return new ColumnShape(columnName, kind, vector.Dimensions, Divide(columnName, vector.Dimensions, layout, numFeatures));
    }

    /// <summary>Checks that a column of a schema is what a transformer was fitted on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, of another type, or of another shape.</exception>
    public static void CheckAgainst(FittedColumn fitted, DataViewSchema schema)
    {
        ColumnShape found = Find(schema, fitted.InputColumnName, fitted.Parameters.Layout, fitted.Parameters.NumFeatures);
        if (found.Kind != fitted.Kind || !found.Dimensions.SequenceEqual(fitted.Dimensions))
            throw Column(fitted.InputColumnName,
                $"must be a vector of {fitted.Kind} with dimensions {Text(fitted.Dimensions)}, as in the fit, but is a vector of {found.Kind} with " +
                $"{Text(found.Dimensions)}. Bring it into that form before (ResizeImages, for example), or fit again on this form.");
    }

    /// <summary>The item type of the output column that is made from a <paramref name="kind"/> of input.</summary>
    public static PrimitiveDataViewType OutputItemType(ItemKind kind) =>
        kind == ItemKind.Double ? NumberDataViewType.Double : NumberDataViewType.Single;

    /// <summary>What a vector of <paramref name="itemType"/> is to this library; null if it is nothing.</summary>
    public static ItemKind? KindOf(DataViewType itemType) =>
        itemType == NumberDataViewType.Single ? ItemKind.Single
        : itemType == NumberDataViewType.Double ? ItemKind.Double
        : itemType == NumberDataViewType.Byte ? ItemKind.Byte
        : null;

    private static ChannelShape Divide(string columnName, ImmutableArray<int> dimensions, ChannelLayout layout, int? numFeatures)
    {
        int size = dimensions.Aggregate(1, (product, dimension) => product * dimension);
        if (dimensions.Length == 1)
            return DivideFlat(columnName, size, layout == ChannelLayout.ChannelsLast, numFeatures ?? size);

        bool last = (layout == ChannelLayout.Auto ? Guess(columnName, dimensions, numFeatures) : layout) == ChannelLayout.ChannelsLast;
        int channels = last ? dimensions[^1] : dimensions[0];
        if (numFeatures is { } asked && asked != channels)
            throw Column(columnName,
                $"has dimensions {Text(dimensions)}, which with channels {(last ? "last" : "first")} are {channels} channels, but NumFeatures is " +
                $"{asked}. Leave NumFeatures out, or set Layout.");
        return new ChannelShape(channels, size / channels, last);
    }

    private static ChannelShape DivideFlat(string columnName, int size, bool last, int channels)
    {
        if (size % channels != 0)
            throw Column(columnName,
                $"has {size} values, which do not divide into {channels} channels. Set NumFeatures to the number of channels that the column has.");
        return new ChannelShape(channels, size / channels, last);
    }

    private static ChannelLayout Guess(string columnName, ImmutableArray<int> dimensions, int? numFeatures)
    {
        bool first = numFeatures is { } asked ? dimensions[0] == asked : dimensions.Length == 3 && dimensions[0] <= MaxImageChannels;
        bool last = numFeatures is { } channels ? dimensions[^1] == channels : dimensions.Length == 3 && dimensions[^1] <= MaxImageChannels;
        if (first && last && dimensions.Length == 3)
            throw Column(columnName,
                $"has dimensions {Text(dimensions)}, whose first and last may both be the channels. Set Layout to ChannelsFirst or ChannelsLast.");
        return last && !first ? ChannelLayout.ChannelsLast : ChannelLayout.ChannelsFirst;
    }

    private static Exception Missing(string columnName, IEnumerable<string> present) => Column(columnName,
        $"was not found. The columns are: {string.Join(", ", present)}.");

    private static Exception WrongType(string columnName, string found) => Column(columnName,
        $"must be {Expected}, but is {found}. Bring it into that form before, for example with ExtractPixels, Concatenate or Conversion.ConvertType.");

    private static Exception Column(string columnName, string violation) =>
        Errors.Parameter("inputSchema", $"Input column '{columnName}' {violation}");
}
