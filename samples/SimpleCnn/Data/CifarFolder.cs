using Microsoft.ML;
using Microsoft.ML.Data;

namespace SimpleCnn.Data;

/// <summary>All of CIFAR-10, in its binary version.</summary>
internal sealed class CifarFolder(string path) : IImageSource
{
    private const int TrainFiles = 5;

    public IReadOnlyList<string> Classes { get; } =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    public ImageSet Train(MLContext mlContext) =>
        Read(mlContext, Enumerable.Range(1, TrainFiles).Select(number => $"data_batch_{number}.bin"));

    public ImageSet Test(MLContext mlContext) => Read(mlContext, ["test_batch.bin"]);

    /// <summary>Nothing to do: the rows have the images.</summary>
    public EstimatorChain<ITransformer> ToImage(MLContext mlContext) => new();

    private ImageSet Read(MLContext mlContext, IEnumerable<string> names)
    {
        CifarFile[] files = [.. names.Select(name => CifarFile.Read(Path.Combine(path, name)))];
        // Made when they are asked for, and one after the other: together they would need some 300 MB.
        IEnumerable<CifarImage> rows =
            from file in files
            from image in Enumerable.Range(0, file.Count)
            select new CifarImage { Image = file.Image(image) };
        return new ImageSet(
            mlContext.Data.LoadFromEnumerable(rows),
            [.. files.SelectMany(file => Enumerable.Range(0, file.Count).Select(file.Label))]);
    }
}
