namespace MlNetBatchNorm;

/// <summary>What becomes of an image's transparency. The images that are read are always opaque.</summary>
public enum ImageAlpha
{
    /// <summary>Transparency is ignored, as by Pillow's <c>convert("RGB")</c>: a transparent pixel has whatever color the file holds for it.</summary>
    Drop,

    /// <summary>The image is laid over black before it is resized, as by Pillow's <c>paste</c> with the image as its own mask.</summary>
    OverBlack,

    /// <summary>The image is laid over white before it is resized, likewise.</summary>
    OverWhite,
}
