using Microsoft.ML;
using Microsoft.ML.Data;

namespace SimpleCnn.Data;

/// <summary>Where images of 32×32 pixels come from.</summary>
internal interface IImageSource
{
    /// <summary>The classes' names, in the order of their numbers.</summary>
    IReadOnlyList<string> Classes { get; }

    /// <summary>The images to learn from.</summary>
    ImageSet Train(MLContext mlContext);

    /// <summary>Other images of the same classes.</summary>
    ImageSet Test(MLContext mlContext);

    /// <summary>From a row to a column <c>Image</c>.</summary>
    EstimatorChain<ITransformer> ToImage(MLContext mlContext);
}
