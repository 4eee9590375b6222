using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace SimpleCnn.Data;

/// <summary>One row of the data: an image in memory. The property is a column of the data view.</summary>
internal sealed class CifarImage
{
    [ImageType(CifarFile.Side, CifarFile.Side)]
    public MLImage Image { get; init; } = null!;
}
