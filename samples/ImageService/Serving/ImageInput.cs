using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace ImageService.Serving;

/// <summary>What the model reads.</summary>
internal sealed class ImageInput
{
    /// <summary>The decoded image. ML.NET asks for a size, but ResizeImages takes images of any.</summary>
    [ImageType(32, 32)]
    public MLImage? Image { get; set; }
}
