#!/usr/bin/env bash
# Microsoft.ML.ImageAnalytics 5.0.1 (SkiaSharp 2.88.9) and 6.0.0 (SkiaSharp 3.119.4), .NET 10.
#
# An MLImage that is made of a camera's or a screen grab's BGRX buffer, whose fourth byte is 0, keeps its colors through ResizeImages under 5.0.1. Under
# 6.0.0, the default IsoCrop and IsoPad make it black, Fill keeps its colors, and so does IsoCrop if the image has the size already. A fourth byte of
# 128 limits each color to 128.
#
# The good guess: MLPixelFormat.Bgra32 with a fourth byte that ExtractPixels does not read by default is as good as opaque, and all kinds of resizing treat
# colors alike.
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
using Kind = Microsoft.ML.Transforms.Image.ImageResizingEstimator.ResizingKind;

var ml = new MLContext();
foreach ((byte fourth, Kind kind, int width) in new[] { ((byte)0, Kind.IsoCrop, 32), ((byte)0, Kind.IsoPad, 32), ((byte)0, Kind.Fill, 32), ((byte)0, Kind.IsoCrop, 64), ((byte)128, Kind.IsoCrop, 32) })
{
    var frame = new byte[4 * 64 * 64];
    for (int i = 0; i < frame.Length; i += 4)
        (frame[i], frame[i + 1], frame[i + 2], frame[i + 3]) = (50, 100, 200, fourth);
    IDataView rows = ml.Data.LoadFromEnumerable(new[] { new Row { Image = MLImage.CreateFromPixels(64, 64, MLPixelFormat.Bgra32, frame) } });
    IDataView pixels = ml.Transforms.ResizeImages("Image", width, width, resizing: kind).Append(ml.Transforms.ExtractPixels("Pixels", "Image", interleavePixelColors: true))
        .Fit(rows).Transform(rows);
    float[] values = pixels.GetColumn<float[]>("Pixels").Single();
    int middle = 3 * (width * width / 2 + width / 2);
    Console.WriteLine($"{fourth} {kind} {width}: {values[middle]} {values[middle + 1]} {values[middle + 2]}");
}

sealed class Row
{
    [ImageType(64, 64)]
    public MLImage Image { get; set; }
}
CS
run() {
    dotnet build -v quiet -p:MlNet="$1" -p:Skia="$2" --artifacts-path "$folder/$1" > "$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
    dotnet "$folder/$1/bin/finding/debug/finding.dll"
}
old=$(run 5.0.1 2.88.9)
new=$(run 6.0.0 3.119.4)
printf 'Fourth byte, kind, size: red, green, blue, under 5.0.1\n%s\nunder 6.0.0\n%s\n' "$old" "$new"
colors='200 100 50'
[[ $old == "0 IsoCrop 32: $colors
0 IsoPad 32: $colors
0 Fill 32: $colors
0 IsoCrop 64: $colors
128 IsoCrop 32: $colors" ]]
[[ $new == "0 IsoCrop 32: 0 0 0
0 IsoPad 32: 0 0 0
0 Fill 32: $colors
0 IsoCrop 64: $colors
128 IsoCrop 32: 128 100 50" ]]
