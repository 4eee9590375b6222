using System.Text.Json;

namespace MlNetBatchNorm.Tests.Images;

/// <summary>The pixels of Pillow and torchvision, to the byte.</summary>
public sealed class PillowParityTests
{
    private static readonly JsonElement[][] Resized = ImageReference.Cases("resized.json");
    private static readonly JsonElement[][] Decoded = ImageReference.Cases("files.json");

    public static TheoryData<int, int> Sizes() => new(
        Resized.Select(values => (Width: values[0].GetInt32(), Height: values[1].GetInt32())).Distinct()
            .Select(size => new TheoryDataRow<int, int>(size.Width, size.Height)));

    public static TheoryData<string> Names() => [.. Decoded.Select(values => values[0].GetString()!).Distinct()];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Pixels_OfResizedImages_ArePillows(int width, int height)
    {
        byte[] file = TestPicture.Bitmap(width, height);
        foreach (JsonElement[] values in Resized.Where(values => (values[0].GetInt32(), values[1].GetInt32()) == (width, height)))
        {
            ImageReading reading = ImageReference.Reading(values.AsSpan(2));
            Assert.True(values[6].GetString() == ReadPixels.Digest(file, reading), reading.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Pixels_OfFormats_ArePillows(string name)
    {
        foreach (JsonElement[] values in Decoded.Where(values => values[0].GetString() == name))
        {
            ImageReading reading = ImageReference.Reading(values.AsSpan(3)) with
            {
                Alpha = Enum.Parse<ImageAlpha>(values[1].GetString()!),
                ApplyOrientation = values[2].GetBoolean(),
            };
            Assert.True(values[7].GetString() == ReadPixels.Digests([name], reading, ImageReference.Files).Single(), reading.ToString());
        }
    }

    [Fact]
    public void Cases_AreMany()
    {
        Assert.True(Resized.Select(values => string.Join('x', values[..5])).Distinct().Count() >= 300);
        Assert.True(Decoded.Length > 60);
    }
}
