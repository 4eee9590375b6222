using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Images;

/// <summary>The tensors of torchvision's own transforms, <c>Weights.transforms()</c>.</summary>
public sealed class TransformsTests
{
    private static readonly JsonElement[] Cases =
        JsonSerializer.Deserialize<JsonElement[]>(File.ReadAllText(Path.Combine(ImageReference.Folder, "transforms.json")))!;

    public static TheoryData<string> Names() => [.. Cases.Select(NameOf)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Tensor_OfReadAndNormalizedPhoto_IsTorchvisions(string weights)
    {
        JsonElement values = Cases.Single(values => NameOf(values) == weights);
        int crop = values.GetProperty("crop").GetInt32();
        ImageReading reading = ImageReading.ResizeAndCrop(values.GetProperty("resize").GetInt32(), crop, crop) with
        {
            Interpolation = Enum.Parse<ImageInterpolation>(values.GetProperty("interpolation").GetString()!, ignoreCase: true),
        };
        var normalization = new ImageNormalization(Floats(values, "mean"), Floats(values, "std"), scale: 1 / 255f);

        var ml = new MLContext();
        IDataView view = ml.Data.LoadFromEnumerable([new ReadPixels.PathRow { Path = Path.Combine("Rows", "Reference", "photo.jpg") }]);
        IDataView normalized = ml.Transforms.ReadImages("Image", "Path", reading, Path.Combine(Repository.Root, "tests", "MlNetBatchNorm.Tests"))
            .Append(ml.Transforms.NormalizeChannels("Tensor", "Image", normalization)).Fit(view).Transform(view);
        float[] tensor = normalized.GetColumn<float[]>("Tensor").Single();

        Assert.Equal([3, crop, crop], ((VectorDataViewType)normalized.Schema["Tensor"].Type).Dimensions);
        int step = values.GetProperty("step").GetInt32();
        float[] expected = Floats(values, "values");
        Assert.True(expected.Length >= 400);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], tensor[i * step], 1e-6);
    }

    private static string NameOf(JsonElement values) => values.GetProperty("weights").GetString()!;

    private static float[] Floats(JsonElement values, string name) => [.. values.GetProperty(name).EnumerateArray().Select(value => value.GetSingle())];
}
