using System.Collections.Immutable;
using System.Text;
using MlNetBatchNorm.Arguments;
using MlNetBatchNorm.Columns;
using MlNetBatchNorm.Numerics;

namespace MlNetBatchNorm.Persistence;

/// <summary>
/// The part of the formats that says how an input column is read.
/// <code>
/// string   input column name
/// byte     kind of the input: 0 vector of Single, 1 of Double, 2 of Byte, 3 image
/// byte     channels of the image: 0 RGB, 1 BGR, 2 RGBA, 3 BGRA, 4 gray; 0 for vectors
/// byte     number of dimensions, 1 to 4; or 0 for a number, which is one channel
/// int32    each dimension, at least 1; in statistics, 0 for height and width of images that each have a size of their own
/// byte     layout: 1 channels first, 2 channels last
/// int32    number of channels: the first or the last dimension, as the layout says; a divisor of an only dimension
/// byte     major version of the ML.NET that made the images, 0 where there is none to say, 255 where ReadImages made them; only for
///          images, and since version 0x00010003 of models and 2 of statistics
/// string   only after 255: how ReadImages read them
/// </code>
/// </summary>
internal static class ColumnFormat
{
    private const byte OfReadImages = byte.MaxValue;

    public static void Write(BinaryWriter body, ColumnShape column)
    {
        WriteString(body, column.ColumnName);
        body.Write((byte)column.Kind);
        body.Write((byte)(column.Image?.Channels ?? 0));
        ImmutableArray<int> dimensions = column.IsScalar ? [] : column.Dimensions;
        body.Write((byte)dimensions.Length);
        foreach (int dimension in dimensions)
            body.Write(dimension);
        body.Write((byte)column.Layout);
        body.Write(column.Channels.Channels);
        if (column.Kind == ColumnKind.Image)
            WriteMaker(body, column);
    }

    public static void WriteString(BinaryWriter body, string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        body.Write(bytes.Length);
        body.Write(bytes);
    }

    /// <summary>Reads a column; <paramref name="withMlNet"/> if images have the version of ML.NET, and what follows it.</summary>
    /// <exception cref="FormatException">No column is so.</exception>
    public static ColumnShape Read(ref BlockReader body, bool withMlNet, bool allowOwnSizes = false)
    {
        string name = body.ReadString("input column name");
        var kind = (ColumnKind)body.ReadByte("kind", 0, (byte)ColumnKind.Image);
        var image = (ImageChannels)body.ReadByte("image channels", 0, kind == ColumnKind.Image ? (byte)ImageChannels.Gray : (byte)0);
        int[] dimensions = ReadDimensions(ref body, allowOwnSizes && withMlNet && kind == ColumnKind.Image ? 0 : 1, out int size);
        var layout = (ChannelLayout)body.ReadByte("layout", (byte)ChannelLayout.ChannelsFirst, (byte)ChannelLayout.ChannelsLast);
        int channels = body.ReadInt32("number of channels", 1, size > 0 ? size : ImageOrder.NumFeatures(image));
        bool divided = dimensions.Length <= 1 ? size % channels == 0 : channels == (layout == ChannelLayout.ChannelsLast ? dimensions[^1] : dimensions[0]);
        body.Require(divided, $"{ColumnShape.Text(dimensions)} values do not divide into {channels} channels, {layout}");
        var shape = new ChannelShape(channels, size / channels, layout == ChannelLayout.ChannelsLast);
        return kind == ColumnKind.Image
            ? ReadImage(ref body, new ColumnShape(name, ShapeOfImage(ref body, dimensions, shape, image), shape), withMlNet)
            : dimensions.Length == 0 ? new ColumnShape(name, kind) : new ColumnShape(name, kind, [.. dimensions], shape);
    }

    private static void WriteMaker(BinaryWriter body, ColumnShape column)
    {
        body.Write(column.Reading is null ? (byte)(column.ImagesOfMlNet ?? 0) : OfReadImages);
        if (column.Reading is { } reading)
            WriteString(body, reading);
    }

    private static ImageShape ShapeOfImage(ref BlockReader body, int[] dimensions, ChannelShape channels, ImageChannels image)
    {
        string fault = $"{ColumnShape.Text(dimensions)} are not the dimensions of an image's {image} channels";
        body.Require(dimensions.Length == 3 && channels.Channels == ImageOrder.NumFeatures(image), fault);
        ImageShape shape = channels.ChannelsLast
            ? new ImageShape(dimensions[0], dimensions[1], image, ChannelsLast: true)
            : new ImageShape(dimensions[1], dimensions[2], image, ChannelsLast: false);
        body.Require(shape.Dimensions.SequenceEqual(dimensions) && shape.HasSize == shape.Width > 0, fault);
        return shape;
    }

    private static ColumnShape ReadImage(ref BlockReader body, ColumnShape column, bool withMlNet)
    {
        if (!withMlNet)
            return column;
        int maker = body.ReadByte("version of ML.NET", 0, OfReadImages);
        return maker switch
        {
            0 => column,
            OfReadImages => column with { Reading = body.ReadString("reading of images") },
            _ => column with { ImagesOfMlNet = maker },
        };
    }

    private static int[] ReadDimensions(ref BlockReader body, int least, out int size)
    {
        var dimensions = new int[body.ReadByte("number of dimensions", 0, 4)];
        long product = 1;
        for (int i = 0; i < dimensions.Length; i++)
        {
            dimensions[i] = body.ReadInt32("dimension", least, int.MaxValue);
            product *= dimensions[i];
            body.Require(product <= Array.MaxLength, "its dimensions are larger than any row");
        }

        size = (int)product;
        return dimensions;
    }
}
