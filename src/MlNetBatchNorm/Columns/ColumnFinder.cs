using System.Collections.Immutable;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Columns;

/// <summary>Finds input columns in schemas. Every error about a column's type is raised here.</summary>
internal static class ColumnFinder
{
    private const int MaxDimensions = 4;

    /// <summary>Checks what a schema shape knows about a column: everything but its dimensions.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, or of another type.</exception>
    public static (SchemaShape.Column Column, ColumnKind Kind) Find(SchemaShape schema, string columnName)
    {
        if (!schema.TryFindColumn(columnName, out SchemaShape.Column column))
            throw MissingColumn.Error(columnName, schema.Select(other => other.Name));
        bool vector = column.Kind == SchemaShape.Column.VectorKind.Vector;
        bool scalar = column.Kind == SchemaShape.Column.VectorKind.Scalar;
        if (scalar && column.ItemType is ImageDataViewType)
            return (column, ColumnKind.Image);
        if ((vector || scalar) && !column.IsKey && ColumnKinds.OfItem(column.ItemType) is { } kind)
            return (column, kind);
        if (column.Kind == SchemaShape.Column.VectorKind.VariableVector && !column.IsKey && ColumnKinds.OfItem(column.ItemType) is not null)
            throw UnknownSize(columnName, column.ItemType);
        throw WrongType(columnName, column.GetTypeString());
    }

    /// <summary>Checks a column of a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, of another type, or its channels are ambiguous.</exception>
    public static ColumnShape Find(
        DataViewSchema schema, string columnName, ChannelLayout layout, int? numFeatures, ImageChannels image, bool allowOwnSizes = false)
    {
        if (schema.GetColumnOrNull(columnName) is not { } column)
            throw MissingColumn.Error(columnName, schema.Where(other => !other.IsHidden).Select(other => other.Name));
        return column.Type switch
        {
            ImageDataViewType type => OfImage(columnName, type, layout, numFeatures, image, allowOwnSizes) with
            {
                ImagesOfMlNet = ImageMaker.Find(column),
                Reading = ReadColumn.FindReading(column),
            },
            VectorDataViewType { IsKnownSize: true, Dimensions.Length: <= MaxDimensions } type when ColumnKinds.OfItem(type.ItemType) is { } kind =>
                new ColumnShape(columnName, kind, type.Dimensions, ChannelDivision.Divide(columnName, type.Dimensions, layout, numFeatures)),
            PrimitiveDataViewType type when ColumnKinds.OfItem(type) is { } kind => OfNumber(columnName, kind, numFeatures),
            VectorDataViewType { IsKnownSize: false } type when ColumnKinds.OfItem(type.ItemType) is not null => throw UnknownSize(columnName, type.ItemType),
            _ => throw WrongType(columnName, column.Type.ToString()!),
        };
    }

    /// <summary>Checks that a column of a schema is what a transformer was fitted on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing, of another type, or of another shape.</exception>
    public static void CheckAgainst(ColumnShape fitted, DataViewSchema schema)
    {
        // Whatever the number of its channels: another shape is a better message than a shape that doesn't divide.
        ColumnShape found = Find(schema, fitted.ColumnName, fitted.Layout, numFeatures: null, fitted.Image?.Channels ?? ImageChannels.Rgb);
        if (found.Kind != fitted.Kind || found.IsScalar != fitted.IsScalar || !found.Dimensions.SequenceEqual(fitted.Dimensions))
            throw Errors.Column(fitted.ColumnName,
                $"must be {TypeText(fitted)}, as in the fit, but is {TypeText(found)}. Bring it into that form before (ResizeImages, for example), " +
                "or fit again on this form.");
    }

    private static ColumnShape OfNumber(string columnName, ColumnKind kind, int? numFeatures)
    {
        var column = new ColumnShape(columnName, kind);
        ChannelDivision.Divide(columnName, column.Dimensions, ChannelLayout.Auto, numFeatures);
        return column;
    }

    private static ColumnShape OfImage(
        string columnName, ImageDataViewType type, ChannelLayout layout, int? numFeatures, ImageChannels channels, bool allowOwnSizes)
    {
        SkiaSharpVersion.Check();
        if (!allowOwnSizes && (type.Height <= 0 || type.Width <= 0))
            throw Errors.Column(columnName,
                "holds images of unknown size, but their size must be known. Put ResizeImages before, or give the property an ImageType attribute.");
        var image = new ImageShape(type.Height, type.Width, channels, layout == ChannelLayout.ChannelsLast);
        if (image.Dimensions.Aggregate(1L, (product, dimension) => product * dimension) > int.MaxValue / 4)
            throw Errors.Column(columnName, $"holds images of {type.Height}x{type.Width}, which are too large. Put ResizeImages before.");
        ImmutableArray<int> dimensions = image.Dimensions;
        ChannelLayout known = image.ChannelsLast ? ChannelLayout.ChannelsLast : ChannelLayout.ChannelsFirst;
        return new ColumnShape(columnName, image, ChannelDivision.Divide(columnName, dimensions, known, numFeatures));
    }

    private static string TypeText(ColumnShape column) => column.Image is { } image
        ? $"an image of {image.Height}x{image.Width}"
        : column.IsScalar ? $"a number of type {column.Kind}"
        : $"a vector of {column.Kind} with dimensions {ColumnShape.Text(column.Dimensions)}";

    private static Exception UnknownSize(string columnName, DataViewType itemType) => Errors.Column(columnName,
        $"is a vector of {itemType} of unknown size, but its size must be known. Give the property a VectorType attribute with the dimensions, or " +
        "set the column's type in the SchemaDefinition.");

    private static Exception WrongType(string columnName, string found) => Errors.Column(columnName,
        "must be an image, or a vector of Single, Double or Byte of known size with one to four dimensions, but is " +
        $"{found}. Bring it into that form before, for example with ExtractPixels, Concatenate or Conversion.ConvertType.");
}
