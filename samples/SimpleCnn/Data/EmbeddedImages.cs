using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm;
using Samples.Images;
using SimpleCnn.Training;

namespace SimpleCnn.Data;

/// <summary>The 1,300 images of CIFAR-10 that come with the samples, as files.</summary>
internal sealed class EmbeddedImages : IImageSource
{
    private readonly ImageFolder _folder = ImageFolder.Find(Path.Combine(AppContext.BaseDirectory, "data", "cifar10-mini"));

    public EmbeddedImages() => Classes = [.. _folder.Train.Select(file => file.Class).Distinct()];

    public IReadOnlyList<string> Classes { get; }

    public ImageSet Train(MLContext mlContext) => Images(mlContext, _folder.Train);

    public ImageSet Test(MLContext mlContext) => Images(mlContext, _folder.Test!);

    public EstimatorChain<ITransformer> ToImage(MLContext mlContext) => new EstimatorChain<ITransformer>()
        .Append<ITransformer>(mlContext.Transforms.ReadImages(
            "Image", nameof(ImageFile.Path), ImageReading.Stretch(Networks.Image.Width, Networks.Image.Height)));

    private ImageSet Images(MLContext mlContext, IReadOnlyList<ImageFile> files) => new(
        mlContext.Data.LoadFromEnumerable(files),
        [.. files.Select(file => Classes.Index().First(item => item.Item == file.Class).Index)]);
}
