#!/usr/bin/env bash
# Microsoft.ML and Microsoft.ML.ImageAnalytics 5.0.1: a list of MLImage objects behind ResizeImages.
#
# Behaviour: to another size, ResizeImages makes new images, and the list can be read again and again. To the size that an image has already, it hands on
# the list's own object, and disposes of it when the next row is read: the second pass over the same list throws "Object is disposed.".
# Output seen: "to 3x3: 2 rows, 2 rows" and "to 2x2: 2 rows, Object is disposed.".
# The good guess: a transform never disposes of what its source owns; resizing to the same size is the harmless case.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > finding.csproj <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.ML" Version="5.0.1" />
    <PackageReference Include="Microsoft.ML.ImageAnalytics" Version="5.0.1" />
    <PackageReference Include="SkiaSharp.NativeAssets.Linux.NoDependencies" Version="2.88.9" />
  </ItemGroup>
</Project>
PROJECT
cat > Program.cs <<'PROGRAM'
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

var mlContext = new MLContext(seed: 1);
return Passes(3) is "2 rows, 2 rows" && Passes(2) is "2 rows, Object is disposed." ? 0 : 1;

string Passes(int size)
{
    List<Row> list = [.. Enumerable.Range(0, 2).Select(_ => new Row { Image = MLImage.CreateFromPixels(2, 2, MLPixelFormat.Bgra32, new byte[16]) })];
    IDataView rows = mlContext.Data.LoadFromEnumerable(list);
    IDataView resized = mlContext.Transforms.ResizeImages("Resized", size, size, nameof(Row.Image)).Fit(rows).Transform(rows);
    string found = $"{Read(resized)}, {Read(resized)}";
    Console.WriteLine($"to {size}x{size}: {found}");
    return found;
}

static string Read(IDataView view)
{
    try
    {
        DataViewSchema.Column column = view.Schema["Resized"];
        using DataViewRowCursor cursor = view.GetRowCursor([column]);
        ValueGetter<MLImage> getter = cursor.GetGetter<MLImage>(column);
        MLImage? image = null;
        int rows = 0;
        for (; cursor.MoveNext(); rows++)
        {
            getter(ref image!);
            _ = image.Pixels[0];
        }

        return $"{rows} rows";
    }
    catch (InvalidOperationException error)
    {
        return error.Message;
    }
}

class Row { [ImageType(2, 2)] public MLImage? Image { get; set; } }
PROGRAM
dotnet run
