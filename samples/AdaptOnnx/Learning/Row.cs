using AdaptOnnx.Images;
using Microsoft.ML.Data;

namespace AdaptOnnx.Learning;

/// <summary>One row of the data: the pixels of an image, without its label.</summary>
internal sealed class Row
{
    [VectorType(ImageSet.Channels, ImageSet.Side, ImageSet.Side)]
    public byte[] Pixels { get; set; } = [];
}
