using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Columns;

/// <summary>
/// An image column that is read from files: its name, where the files are found, and how they are read. What an estimator promises and what a
/// transformer delivers are side by side here, because they must agree.
/// </summary>
/// <param name="OutputColumnName">The image column.</param>
/// <param name="InputColumnName">The column of paths, or of the files' bytes.</param>
/// <param name="Reading">How images are read.</param>
/// <param name="ImageFolder">What paths are relative to; null for the current folder.</param>
/// <param name="Unreadable">Receives the files that cannot be used; null for nobody.</param>
internal sealed record ReadColumn(
    string OutputColumnName, string InputColumnName, ImageReading Reading, string? ImageFolder, IProgress<UnreadableImage>? Unreadable = null)
{
    /// <summary>The annotation that says how the images were read, and with that, that they are the same under every version of ML.NET.</summary>
    public const string ReadingKind = nameof(ImageReading);

    private ImageDataViewType Type => Reading.Width is { } width ? new ImageDataViewType(Reading.Height!.Value, width) : new ImageDataViewType();

    /// <summary>How the images of a column were read; null if by something else.</summary>
    public static string? FindReading(DataViewSchema.Column images)
    {
        if (images.Annotations.Schema.GetColumnOrNull(ReadingKind)?.Type is not TextDataViewType)
            return null;
        ReadOnlyMemory<char> reading = default;
        images.Annotations.GetValue(ReadingKind, ref reading);
        return reading.ToString();
    }

    /// <summary>The annotation of a column whose images were read so.</summary>
    public static DataViewSchema.Annotations Annotate(string reading)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(ReadingKind, TextDataViewType.Instance, (ref ReadOnlyMemory<char> value) => value = reading.AsMemory());
        return annotations.ToAnnotations();
    }

    /// <summary>What an estimator promises.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing, or of another type.</exception>
    public SchemaShape.Column Promise(SchemaShape schema)
    {
        if (!schema.TryFindColumn(InputColumnName, out SchemaShape.Column input))
            throw MissingColumn.Error(InputColumnName, schema.Select(other => other.Name));
        bool isText = input.Kind == SchemaShape.Column.VectorKind.Scalar && input.ItemType is TextDataViewType;
        bool isBytes = input.Kind != SchemaShape.Column.VectorKind.Scalar && !input.IsKey && input.ItemType == NumberDataViewType.Byte;
        if (!isText && !isBytes)
            throw WrongType(input.GetTypeString());
        var annotation = new SchemaShape.Column(ReadingKind, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance, isKey: false);
        return new SchemaShape.Column(OutputColumnName, SchemaShape.Column.VectorKind.Scalar, Type, isKey: false, new SchemaShape([annotation]));
    }

    /// <summary>The column as a transformer delivers it.</summary>
    public DataViewSchema.DetachedColumn Describe() => new(OutputColumnName, Type, Annotate(Reading.ToString()));

    /// <summary>Checks the input column of a schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is missing, or of another type.</exception>
    public void Check(DataViewSchema schema)
    {
        SkiaSharpVersion.Check();
        if (schema.GetColumnOrNull(InputColumnName) is not { } column)
            throw MissingColumn.Error(InputColumnName, schema.Where(other => !other.IsHidden).Select(other => other.Name));
        bool isBytes = column.Type is VectorDataViewType { ItemType: NumberDataViewType item } && item == NumberDataViewType.Byte;
        if (column.Type is not TextDataViewType && !isBytes)
            throw WrongType(column.Type.ToString()!);
    }

    private Exception WrongType(string found) => Errors.Column(InputColumnName,
        $"must be text (the path of an image file) or a vector of Byte (its content), but is {found}.");
}
