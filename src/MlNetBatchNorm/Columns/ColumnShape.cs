using System.Collections.Immutable;
using Microsoft.ML.Data;
using MlNetBatchNorm.Numerics;

namespace MlNetBatchNorm.Columns;

/// <summary>What is read of an input column's type: its kind, its dimensions, and how they divide into channels.</summary>
/// <param name="ColumnName">The column's name.</param>
/// <param name="Kind">What the column holds.</param>
/// <param name="Dimensions">The dimensions of a row's values.</param>
/// <param name="Channels">How they divide into channels.</param>
/// <param name="Image">What is read of an image; null for vectors.</param>
internal sealed record ColumnShape(
    string ColumnName, ColumnKind Kind, ImmutableArray<int> Dimensions, ChannelShape Channels, ImageShape? Image = null)
{
    /// <summary>Where the channels stand among the dimensions; never Auto.</summary>
    public ChannelLayout Layout => Channels.ChannelsLast ? ChannelLayout.ChannelsLast : ChannelLayout.ChannelsFirst;

    /// <summary>The item type of the output column that is made from this one.</summary>
    public PrimitiveDataViewType OutputItemType => OutputItemTypeOf(Kind);

    /// <summary>The item type of the output column that is made from a <paramref name="kind"/> of input.</summary>
    public static PrimitiveDataViewType OutputItemTypeOf(ColumnKind kind) =>
        kind == ColumnKind.Double ? NumberDataViewType.Double : NumberDataViewType.Single;

    /// <summary>The dimensions as they are written: "3x32x32".</summary>
    public static string Text(IEnumerable<int> dimensions) => string.Join('x', dimensions);
}
