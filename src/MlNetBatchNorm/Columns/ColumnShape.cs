using System.Collections.Immutable;
using Microsoft.ML.Data;
using MlNetBatchNorm.Numerics;

namespace MlNetBatchNorm.Columns;

/// <summary>How an input column's values are read: their kind, their dimensions, and how these divide into channels.</summary>
internal sealed record ColumnShape
{
    /// <summary>A single number, which is one channel of one value.</summary>
    public ColumnShape(string columnName, ColumnKind kind)
        : this(columnName, kind, [1], new ChannelShape(1, 1, ChannelsLast: false))
    {
        IsScalar = true;
    }

    /// <summary>A vector.</summary>
    public ColumnShape(string columnName, ColumnKind kind, ImmutableArray<int> dimensions, ChannelShape channels)
    {
        if (kind == ColumnKind.Image)
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "An image column needs an image's shape.");
        (ColumnName, Kind, Dimensions, Channels) = (columnName, kind, dimensions, channels);
    }

    /// <summary>An image.</summary>
    public ColumnShape(string columnName, ImageShape image, ChannelShape channels)
    {
        (ColumnName, Kind, Dimensions, Channels, Image) = (columnName, ColumnKind.Image, image.Dimensions, channels, image);
    }

    public string ColumnName { get; }

    public ColumnKind Kind { get; }

    /// <summary>The dimensions of a row's values.</summary>
    public ImmutableArray<int> Dimensions { get; init; }

    /// <summary>Whether the column holds a number instead of a vector.</summary>
    public bool IsScalar { get; init; }

    /// <summary>Whether a NaN or an infinity counts for nothing while statistics are learned.</summary>
    public bool IgnoresNonFinite { get; init; }

    /// <summary>How the dimensions divide into channels.</summary>
    public ChannelShape Channels { get; }

    /// <summary>How an image is read; null for vectors, and only for them.</summary>
    public ImageShape? Image { get; }

    /// <summary>
    /// The major version of the ML.NET that made the images, whose resizing gives other pixels in each; null for numbers, for images that are the
    /// same under all, and where an old file doesn't say.
    /// </summary>
    public int? ImagesOfMlNet { get; init; }

    /// <summary>How ReadImages read the images; null for numbers, and for images that something else made.</summary>
    public string? Reading { get; init; }

    /// <summary>Which dimension is the channel; never Auto.</summary>
    public ChannelLayout Layout => Channels.ChannelsLast ? ChannelLayout.ChannelsLast : ChannelLayout.ChannelsFirst;

    /// <summary>The type of the output column that is made from this one.</summary>
    public DataViewType OutputType => IsScalar ? Kind.OutputItemType() : new VectorDataViewType(Kind.OutputItemType(), Dimensions);

    /// <summary>The dimensions as they are written: "3x32x32".</summary>
    public static string Text(IEnumerable<int> dimensions) => string.Join('x', dimensions);
}
