#!/usr/bin/env bash
# Microsoft.ML.ImageAnalytics 5.0.1 (SkiaSharp 2.88.9) and 6.0.0 (SkiaSharp 3.119.4), .NET 10.
#
# A model of ResizeImages and ExtractPixels, saved under 5.0.1, loads under 6.0.0 without a word and gives other features: its crop averages under 5.0.1
# and samples a cubic filter under 6.0.0. Of noise with a deviation of 40, reduced four times, a deviation of 10 is left under 5.0.1 and one of 23
# under 6.0.0; and an image that is only cropped, not reduced, keeps its 40 under 5.0.1 and is blurred to 32 under 6.0.0.
#
# The good guess: a saved pipeline is the whole computation, so the features of an image are the same or loading fails; and a crop without a change of
# scale copies pixels.
#
# Needs the .NET 10 SDK. Fails if any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/app" && cd "$folder/app"
cat > finding.csproj <<'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.ML" Version="[$(MlNet)]" />
    <PackageReference Include="Microsoft.ML.ImageAnalytics" Version="[$(MlNet)]" />
    <PackageReference Include="SkiaSharp" Version="[$(Skia)]" />
    <PackageReference Include="SkiaSharp.NativeAssets.Linux.NoDependencies" Version="[$(Skia)]" />
  </ItemGroup>
</Project>
XML
cat > Program.cs <<'CS'
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

var ml = new MLContext();
foreach ((string model, int width, int height, int size) in new[] { ("reduce.zip", 896, 896, 224), ("crop.zip", 640, 480, 480) })
{
    IDataView rows = ml.Data.LoadFromEnumerable(new[] { new Row { Image = Noise(width, height) } });
    if (args[0] == "save")
        ml.Model.Save(ml.Transforms.ResizeImages("Image", size, size).Append(ml.Transforms.ExtractPixels("Pixels", "Image")).Fit(rows), null, model);
    float[] pixels = ml.Model.Load(model, out _).Transform(rows).GetColumn<float[]>("Pixels").Single();
    double mean = pixels.Average(value => (double)value);
    Console.WriteLine($"{model} {Math.Round(Math.Sqrt(pixels.Average(value => (value - mean) * (value - mean))))}");
}

static MLImage Noise(int width, int height)
{
    var random = new Random(1);
    var pixels = new byte[4 * width * height];
    for (int i = 0; i < width * height; i++)
    {
        double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        pixels.AsSpan(4 * i, 3).Fill((byte)Math.Clamp(128 + 40 * normal, 0, 255));
        pixels[4 * i + 3] = 255;
    }
    return MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, pixels);
}

sealed class Row
{
    [ImageType(1, 1)]
    public MLImage Image { get; set; }
}
CS
build() {
    dotnet build -v quiet -p:MlNet="$1" -p:Skia="$2" --artifacts-path "$folder/$1" > "$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
}
run() {
    dotnet "$folder/$1/bin/finding/debug/finding.dll" "$2"
}
build 5.0.1 2.88.9
build 6.0.0 3.119.4
old=$(run 5.0.1 save)
new=$(run 6.0.0 load)
printf 'Saved and loaded under 5.0.1, deviation of the pixels:\n%s\nThe same files, loaded under 6.0.0:\n%s\n' "$old" "$new"
[[ $old == $'reduce.zip 10\ncrop.zip 40' && $new == $'reduce.zip 23\ncrop.zip 32' ]]
