using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Reading;

/// <summary>A copy of an image. Whoever reads it gets an image of their own: ML.NET's transforms dispose of the images that they read.</summary>
internal sealed class CopiedImage : CopiedColumn
{
    private MLImage? _image;

    public override Delegate GetterOf(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<MLImage>(column);

    public override void Read(Delegate getter) => ((ValueGetter<MLImage>)getter)(ref _image!);

    public override void Write<TValue>(ref TValue destination)
    {
        ref MLImage? image = ref Unsafe.As<TValue, MLImage?>(ref destination);
        image?.Dispose();
        image = _image is null ? null : MLImage.CreateFromPixels(_image.Width, _image.Height, _image.PixelFormat, _image.Pixels);
    }
}
