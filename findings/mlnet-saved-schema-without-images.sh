#!/usr/bin/env bash
# Microsoft.ML and Microsoft.ML.ImageAnalytics 6.0.0 (5.0.1 does the same), .NET 10.
#
# mlContext.Model.Save(model, rows.Schema, file) is how every tutorial saves a model, and Model.Load gives the schema back. Where the rows hold
# images in memory (a property of type MLImage, as a web service has them), image columns are left out of what is saved, without a word:
#   rows of an image and a label   the saved schema has the label alone, and GetOutputSchema of the loaded model on it: Could not find input column
#                                  'Image'; a PredictionEngine, which takes its columns from the class, works
#   rows of an image alone         Save throws InvalidOperationException: No valid columns to save
#   no schema (null)               Save works for both, and Load gives null
#
# The good guess: the schema is names and types, and an image column has both, so it is saved like any other; at worst Save refuses both cases.
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

var ml = new MLContext();
var labeled = ml.Data.LoadFromEnumerable(new[] { new Labeled() });
var alone = ml.Data.LoadFromEnumerable(new[] { new Alone() });
Console.WriteLine($"image and label, saved: {string.Join(", ", labeled.Schema.Select(column => column.Name))}");
Console.WriteLine($"image and label, loaded: {Reload(labeled, labeled.Schema)}");
try
{
    Output(labeled, labeled.Schema);
}
catch (ArgumentOutOfRangeException exception)
{
    Console.WriteLine($"image and label, its output schema: {exception.Message}");
}

try
{
    Console.WriteLine($"image alone: {Reload(alone, alone.Schema)}");
}
catch (InvalidOperationException exception)
{
    Console.WriteLine($"image alone: {exception.Message}");
}

Console.WriteLine($"no schema: {Reload(alone, null)}");

string Reload(IDataView rows, DataViewSchema? schema)
{
    Load(rows, schema, out DataViewSchema? loaded);
    return loaded is null ? "null" : string.Join(", ", loaded.Select(column => column.Name));
}

DataViewSchema Output(IDataView rows, DataViewSchema? schema) => Load(rows, schema, out DataViewSchema? loaded).GetOutputSchema(loaded);

ITransformer Load(IDataView rows, DataViewSchema? schema, out DataViewSchema? loaded)
{
    using var stream = new MemoryStream();
    ml.Model.Save(ml.Transforms.ExtractPixels("Pixels", "Image").Fit(rows), schema, stream);
    stream.Position = 0;
    return ml.Model.Load(stream, out loaded);
}

class Alone
{
    [ImageType(1, 2)]
    public MLImage Image { get; set; } = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Rgba32, new byte[8]);
}

class Labeled
{
    [ImageType(1, 2)]
    public MLImage Image { get; set; } = MLImage.CreateFromPixels(2, 1, MLPixelFormat.Rgba32, new byte[8]);

    public string Label { get; set; } = "cat";
}
CS
dotnet build -c Release --nologo -v quiet -o built
dotnet built/finding.dll | tee seen.txt
diff seen.txt - <<'TEXT'
image and label, saved: Image, Label
image and label, loaded: Label
image and label, its output schema: Could not find input column 'Image' (Parameter 'inputSchema')
image alone: No valid columns to save
no schema: null
TEXT
echo "as described"
