using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm;

namespace SimpleCnn.Data;

/// <summary>Images as networks take them: each channel with mean 0 and deviation 1 over the training images.</summary>
internal sealed class NormalizedImages
{
    public const string Column = "Input";

    public NormalizedImages(ITransformer fromRow, LabeledImages train, LabeledImages test)
    {
        FromRow = fromRow;
        Train = train;
        Test = test;
    }

    /// <summary>From a row to a column <see cref="Column"/>.</summary>
    public ITransformer FromRow { get; }

    public LabeledImages Train { get; }

    public LabeledImages Test { get; }

    public static NormalizedImages Load(MLContext mlContext, IImageSource source, CancellationToken cancellationToken)
    {
        ImageSet train = source.Train(mlContext);
        // The mean and variance of all pixels, however the rows are ordered and batched.
        var options = new BatchNormEstimator.Options { Statistics = BatchNormStatistics.Exact, CancellationToken = cancellationToken };
        ITransformer fromRow = source.ToImage(mlContext)
            .Append(mlContext.Transforms.NormalizeChannels(Column, "Image", options))
            .Fit(train.Rows);
        return new NormalizedImages(fromRow, Read(fromRow, train, cancellationToken), Read(fromRow, source.Test(mlContext), cancellationToken));
    }

    private static LabeledImages Read(ITransformer fromRow, ImageSet images, CancellationToken cancellationToken)
    {
        float[] values = [];
        foreach ((int row, float[] image) in fromRow.Transform(images.Rows).GetColumn<float[]>(Column).Index())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (row == 0)
                values = new float[images.Labels.Length * image.Length];
            image.CopyTo(values.AsSpan(row * image.Length));
        }

        return new LabeledImages(values, images.Labels);
    }
}
