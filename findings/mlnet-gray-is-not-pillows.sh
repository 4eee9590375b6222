#!/usr/bin/env bash
# Microsoft.ML.ImageAnalytics 6.0.0 (5.0.1 does the same), .NET 10.
#
# ConvertToGrayscale weighs red, green and blue by 0.3, 0.59 and 0.11. Pillow's convert("L"), torchvision's Grayscale and OpenCV's COLOR_BGR2GRAY
# weigh them by 0.299, 0.587 and 0.114 (ITU-R BT.601; Pillow: (19595 R + 38470 G + 7471 B + 32768) >> 16). So pure blue is 28 instead of 29, and of
# colors drawn at random three in ten are off by one: enough that hashes, golden files and nearest-neighbor searches do not agree.
#
# The good guess: gray is BT.601 everywhere, since all of them name it luma or luminance.
#
# Needs the .NET 10 SDK. Fails if any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > finding.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.ML" Version="[6.0.0]" />
    <PackageReference Include="Microsoft.ML.ImageAnalytics" Version="[6.0.0]" />
    <PackageReference Include="SkiaSharp" Version="[3.119.4]" />
    <PackageReference Include="SkiaSharp.NativeAssets.Linux.NoDependencies" Version="[3.119.4]" />
  </ItemGroup>
</Project>
XML
cat > Program.cs <<'CS'
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

const int size = 500;
byte[] pixels = new byte[size * size * 4];
new Random(1).NextBytes(pixels);
byte[] first = [255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255];
first.CopyTo(pixels, 0);
for (int i = 3; i < pixels.Length; i += 4)
    pixels[i] = 255;

var ml = new MLContext();
IDataView rows = ml.Data.LoadFromEnumerable(new[] { new Row { Image = MLImage.CreateFromPixels(size, size, MLPixelFormat.Rgba32, pixels) } });
IDataView gray = ml.Transforms.ConvertToGrayscale("Image")
    .Append(ml.Transforms.ExtractPixels("Gray", "Image", ImagePixelExtractingEstimator.ColorBits.Red, outputAsFloatArray: false))
    .Fit(rows).Transform(rows);
byte[] actual = gray.GetColumn<byte[]>("Gray").Single();

int differ = 0, most = 0, ofWeights = 0;
for (int i = 0; i < actual.Length; i++)
{
    (int red, int green, int blue) = (pixels[4 * i], pixels[(4 * i) + 1], pixels[(4 * i) + 2]);
    int pillow = ((19595 * red) + (38470 * green) + (7471 * blue) + 32768) >> 16;
    differ += actual[i] == pillow ? 0 : 1;
    most = Math.Max(most, Math.Abs(actual[i] - pillow));
    // To the byte below or above, which of them depends on SkiaSharp's arithmetic.
    ofWeights += Math.Abs(actual[i] - ((0.3 * red) + (0.59 * green) + (0.11 * blue))) < 1 ? 1 : 0;
}

Console.WriteLine($"red, green, blue: {actual[0]}, {actual[1]}, {actual[2]}; Pillow: 76, 150, 29");
Console.WriteLine($"within one of 0.3, 0.59, 0.11: {ofWeights == actual.Length}");
Console.WriteLine($"not Pillow's byte: {Math.Round(10.0 * differ / actual.Length)} in 10, by at most {most}");

class Row
{
    [ImageType(size, size)]
    public MLImage? Image { get; set; }

    private const int size = 500;
}
CS
dotnet build -c Release --nologo -v quiet -o built
dotnet built/finding.dll | tee seen.txt
diff seen.txt - <<'TEXT'
red, green, blue: 76, 150, 28; Pillow: 76, 150, 29
within one of 0.3, 0.59, 0.11: True
not Pillow's byte: 3 in 10, by at most 1
TEXT
echo "as described"
