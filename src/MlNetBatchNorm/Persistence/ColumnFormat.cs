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
/// int32    each dimension, at least 1
/// byte     layout: 1 channels first, 2 channels last
/// int32    number of channels: the first or the last dimension, as the layout says; a divisor of an only dimension
/// byte     major version of the ML.NET that made the images, 0 where there is none to say; only for images, and since
///          version 0x00010003 of models and 2 of statistics
/// </code>
/// </summary>
internal static class ColumnFormat
{
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
            body.Write((byte)(column.ImagesOfMlNet ?? 0));
    }

    public static void WriteString(BinaryWriter body, string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        body.Write(bytes.Length);
        body.Write(bytes);
    }

    /// <summary>Reads a column; <paramref name="withMlNet"/> if images have the version of ML.NET.</summary>
    /// <exception cref="FormatException">No column is so.</exception>
    public static ColumnShape Read(ref BlockReader body, bool withMlNet)
    {
        string name = body.ReadString("input column name");
        var kind = (ColumnKind)body.ReadByte("kind", 0, (byte)ColumnKind.Image);
        var image = (ImageChannels)body.ReadByte("image channels", 0, kind == ColumnKind.Image ? (byte)ImageChannels.Gray : (byte)0);
        int[] dimensions = ReadDimensions(ref body, out int size);
        var layout = (ChannelLayout)body.ReadByte("layout", (byte)ChannelLayout.ChannelsFirst, (byte)ChannelLayout.ChannelsLast);
        int channels = body.ReadInt32("number of channels", 1, size);
        bool divided = dimensions.Length <= 1 ? size % channels == 0 : channels == (layout == ChannelLayout.ChannelsLast ? dimensions[^1] : dimensions[0]);
        body.Require(divided, $"{ColumnShape.Text(dimensions)} values do not divide into {channels} channels, {layout}");
        var shape = new ChannelShape(channels, size / channels, layout == ChannelLayout.ChannelsLast);
        return kind == ColumnKind.Image
            ? new ColumnShape(name, ShapeOfImage(ref body, dimensions, shape, image), shape) { ImagesOfMlNet = withMlNet ? ReadMlNet(ref body) : null }
            : dimensions.Length == 0 ? new ColumnShape(name, kind) : new ColumnShape(name, kind, [.. dimensions], shape);
    }

    private static ImageShape ShapeOfImage(ref BlockReader body, int[] dimensions, ChannelShape channels, ImageChannels image)
    {
        string fault = $"{ColumnShape.Text(dimensions)} are not the dimensions of an image's {image} channels";
        body.Require(dimensions.Length == 3 && channels.Channels == ImageOrder.NumFeatures(image), fault);
        ImageShape shape = channels.ChannelsLast
            ? new ImageShape(dimensions[0], dimensions[1], image, ChannelsLast: true)
            : new ImageShape(dimensions[1], dimensions[2], image, ChannelsLast: false);
        body.Require(shape.Dimensions.SequenceEqual(dimensions), fault);
        return shape;
    }

    private static int? ReadMlNet(ref BlockReader body) => body.ReadByte("version of ML.NET", 0, byte.MaxValue) is > 0 and byte major ? major : null;

    private static int[] ReadDimensions(ref BlockReader body, out int size)
    {
        var dimensions = new int[body.ReadByte("number of dimensions", 0, 4)];
        long product = 1;
        for (int i = 0; i < dimensions.Length; i++)
        {
            dimensions[i] = body.ReadInt32("dimension", 1, int.MaxValue);
            product *= dimensions[i];
            body.Require(product <= Array.MaxLength, "its dimensions are larger than any row");
        }

        size = (int)product;
        return dimensions;
    }
}
