namespace MlNetBatchNorm;

/// <summary>How transparency is treated. The resulting images are always opaque.</summary>
public enum ImageAlpha
{
    /// <summary>Transparency is ignored, as by Pillow's <c>convert("RGB")</c>: a transparent pixel keeps the color stored in the file.</summary>
    Drop,

    /// <summary>The image is laid over black before it is resized, as by Pillow's <c>paste</c> with the image as its own mask.</summary>
    OverBlack,

    /// <summary>The image is laid over white before it is resized, likewise.</summary>
    OverWhite,
}
