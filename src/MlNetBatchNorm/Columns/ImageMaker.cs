using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Columns;

/// <summary>The ML.NET that made a column's images: its ResizeImages gives other pixels in each major version, and nothing else says so.</summary>
internal static class ImageMaker
{
    /// <summary>The major version, or null if the images are the same under all, as those of ReadImages are.</summary>
    public static int? Find(DataViewSchema.Column images) =>
        images.Annotations.Schema.GetColumnOrNull(ReadColumn.ReadingKind) is null ? MlNetVersion.MajorOfImages : null;

    /// <summary>Logs the columns whose images are other ones here than those that their statistics are of.</summary>
    public static void Warn(IChannel channel, IEnumerable<ColumnShape> fitted)
    {
        foreach (ColumnShape column in fitted.DistinctBy(column => column.ColumnName))
        {
            if (column.ImagesOfMlNet is { } then && then != MlNetVersion.MajorOfImages)
                channel.Warning(
                    $"Column '{column.ColumnName}' was fitted on images of ML.NET {then}, and this process has ML.NET {MlNetVersion.MajorOfImages}, whose " +
                    $"ResizeImages gives other pixels. Unless the images come without ResizeImages, fit and train again, or stay with ML.NET {then}.");
        }
    }
}
