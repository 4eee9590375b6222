using Microsoft.ML;
using MlNetBatchNorm;
using SimpleCnn.Data;
using SimpleCnn.Layers;
using SimpleCnn.Training;

namespace SimpleCnn.Export;

/// <summary>
/// The trained network as a pipeline of ML.NET: what is before batch normalization and what is behind it as ONNX models, and between them
/// <c>NormalizeBatch</c> with the parameters that the network learned.
/// </summary>
/// <param name="network">The SimpleCNN with batch normalization, trained.</param>
/// <param name="folder">Where the ONNX models are written.</param>
internal sealed class TrainedPipeline(Network network, string folder)
{
    /// <summary>The column with the name of an image's class: a vector of one.</summary>
    public const string ClassColumn = "PredictedClass";

    private const string Convolved = "Convolved";
    private const string Normalized = "Normalized";
    private const string Logits = "Logits";
    private const string ClassIndex = "ClassIndex";

    public string BeforeFile { get; } = Path.Combine(folder, "before.onnx");

    public string AfterFile { get; } = Path.Combine(folder, "after.onnx");

    /// <summary>From a row with an image to the name of its class.</summary>
    /// <param name="mlContext">Makes the steps.</param>
    /// <param name="images">What comes before the network, and rows to fit with; nothing is learned from them any more.</param>
    /// <param name="rows">The images.</param>
    /// <param name="classes">The names of the classes.</param>
    public ITransformer Create(MLContext mlContext, ITransformer images, IDataView rows, IReadOnlyList<string> classes)
    {
        SaveBefore();
        SaveAfter();
        BatchNormParameters parameters = network.BatchNorms.Single().Layer.ToParameters();
        var ofNetwork = mlContext.Transforms.ApplyOnnxModel(Convolved, NormalizedImages.Column, BeforeFile)
            .Append(mlContext.Transforms.NormalizeBatch(Normalized, Convolved, parameters))
            .Append(mlContext.Transforms.ApplyOnnxModel([Logits, ClassIndex], [Normalized], AfterFile))
            .Append(mlContext.Transforms.Conversion.MapValue(
                ClassColumn, classes.Index().Select(item => KeyValuePair.Create((long)item.Index, item.Item)), ClassIndex));
        return images.Append(ofNetwork.Fit(images.Transform(rows)));
    }

    private void SaveBefore()
    {
        Convolution convolution = network.Layers.OfType<Convolution>().Single();
        var file = new OnnxFile("before");
        file.Input(NormalizedImages.Column, [1, .. Dimensions(convolution.Input)]);
        file.Output(Convolved, Dimensions(convolution.Output));
        int[] kernel = [convolution.Output.Channels, convolution.Input.Channels, PaddedImage.Kernel, PaddedImage.Kernel];
        string batch = file.Node(
            "Conv",
            [
                NormalizedImages.Column,
                file.Weights("weight", convolution.Weight, kernel),
                file.Weights("bias", convolution.Bias, convolution.Output.Channels),
            ],
            "batch",
            OnnxFile.Attribute("pads", [1, 1, 1, 1]));
        // Without the batch axis, the first dimension of the column is the channel, as NormalizeBatch wants it.
        file.Node("Squeeze", [batch], Convolved);
        file.Save(BeforeFile);
    }

    private void SaveAfter()
    {
        Linear linear = network.Layers.OfType<Linear>().Single();
        var file = new OnnxFile("after");
        file.Input(Normalized, [1, .. Dimensions(network.Layers.OfType<Convolution>().Single().Output)]);
        file.Output(Logits, 1, linear.OutputLength);
        file.IndexOutput(ClassIndex, 1, 1);
        string rectified = file.Node("Relu", [Normalized], "rectified");
        string pooled = file.Node(
            "MaxPool", [rectified], "pooled", OnnxFile.Attribute("kernel_shape", [2, 2]), OnnxFile.Attribute("strides", [2, 2]));
        string flat = file.Node("Flatten", [pooled], "flat");
        file.Node(
            "Gemm",
            [
                flat,
                file.Weights("weight", linear.Weight, linear.OutputLength, linear.InputLength),
                file.Weights("bias", linear.Bias, linear.OutputLength),
            ],
            Logits,
            OnnxFile.Attribute("transB", 1L));
        file.Node("ArgMax", [Logits], ClassIndex, OnnxFile.Attribute("axis", 1L));
        file.Save(AfterFile);
    }

    private static int[] Dimensions(ImageShape shape) => [shape.Channels, shape.Height, shape.Width];
}
