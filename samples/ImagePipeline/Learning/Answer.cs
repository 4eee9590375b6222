using Samples.Images;

namespace ImagePipeline.Learning;

/// <summary>What a model says of an image.</summary>
internal sealed record Answer(ImageFile Image, Prediction Prediction)
{
    public bool IsRight => Prediction.Class == Image.Class;
}
