using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm;
using TrainedCnn;

// docs/from-pytorch-to-mlnet.md explains the steps.
string cnn = Path.Combine(AppContext.BaseDirectory, "cnn");
ImageFile[] files = [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "images"), "*.png", SearchOption.AllDirectories)
    .Order(StringComparer.Ordinal).Select(path => new ImageFile(path))];
string[] classes = [.. files.Select(file => file.Class).Distinct()];

var mlContext = new MLContext();
IDataView images = mlContext.Data.LoadFromEnumerable(files);
BatchNormParameters bn1 = BatchNormParameters.LoadSafetensors(Path.Combine(cnn, "bn1.safetensors"), prefix: "bn1.");
var pipeline = mlContext.Transforms.ReadImages("Image", nameof(ImageFile.Path), ImageReading.Stretch(32, 32))
    .Append(mlContext.Transforms.NormalizeChannels("Input", "Image", ImageNormalization.Cifar10))
    .Append(mlContext.Transforms.ApplyOnnxModel("Convolved", "Input", Path.Combine(cnn, "before.onnx")))
    .Append(mlContext.Transforms.NormalizeBatch("Normalized", "Convolved", bn1))
    .Append(mlContext.Transforms.ApplyOnnxModel("Logits", "Normalized", Path.Combine(cnn, "after.onnx")));

float[][] logits = [.. pipeline.Fit(images).Transform(images).GetColumn<float[]>("Logits")];
int right = 0;
for (int i = 0; i < files.Length; i++)
{
    string predicted = classes[Array.IndexOf(logits[i], logits[i].Max())];
    right += predicted == files[i].Class ? 1 : 0;
    if (i % (files.Length / 10) == 0)
        Console.WriteLine($"{files[i].Class,-10} predicted as {predicted}");
}

Console.WriteLine($"{right} of {files.Length} images named correctly.");
