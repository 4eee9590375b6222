using System.Text.Json;

namespace MlNetBatchNorm.Tests.Images;

/// <summary>What Pillow and torchvision made of images; see Reference/generate.py.</summary>
internal static class ImageReference
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "MlNetBatchNorm.Tests", "Images", "Reference");

    public static string Files { get; } = Path.Combine(Folder, "files");

    /// <summary>The cases of a file, each an array.</summary>
    public static JsonElement[][] Cases(string file) =>
        JsonSerializer.Deserialize<JsonElement[][]>(File.ReadAllText(Path.Combine(Folder, file)))!;

    /// <summary>The reading of a case: width, height and length of the shorter side, 0 for none; and a filter.</summary>
    public static ImageReading Reading(ReadOnlySpan<JsonElement> values)
    {
        (int width, int height, int shortSide) = (values[0].GetInt32(), values[1].GetInt32(), values[2].GetInt32());
        ImageReading reading = shortSide > 0 ? ImageReading.ResizeAndCrop(shortSide, width, height)
            : width > 0 ? ImageReading.Stretch(width, height) : ImageReading.OwnSize;
        return reading with { Interpolation = Enum.Parse<ImageInterpolation>(values[3].GetString()!) };
    }
}
