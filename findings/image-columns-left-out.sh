#!/usr/bin/env bash
# Microsoft.ML and Microsoft.ML.ImageAnalytics 5.0.1: rows with an image column that are shuffled, cached or saved.
#
# Behaviour: ShuffleRows, Cache (so AppendCacheCheckpoint), SaveAsBinary and SaveAsText leave image columns out of their schema and log nothing. The step that
# comes next then says that its input column does not exist. FilterRowsByColumn, TakeRows and TrainTestSplit keep the column.
# Output seen: "images: Path, Image", then "Path" alone for each of the four, with no line of the log about it.
# The good guess: the column stays, read through where it cannot be cached; or the call that cannot keep it throws.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > finding.csproj <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
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
List<string> warnings = [];
mlContext.Log += (_, message) =>
{
    if (message.Kind >= Microsoft.ML.Runtime.ChannelMessageKind.Warning)
        warnings.Add(message.Message);
};
var pixels = MLImage.CreateFromPixels(2, 2, MLPixelFormat.Bgra32, new byte[16]);
pixels.Save("a.png");
IDataView rows = mlContext.Data.LoadFromEnumerable(new[] { new Row { Path = "a.png" }, new Row { Path = "a.png" } });
IDataView images = mlContext.Transforms.LoadImages("Image", imageFolder: null, "Path").Fit(rows).Transform(rows);
using (FileStream file = File.Create("rows.idv"))
    mlContext.Data.SaveAsBinary(images, file);
using (FileStream file = File.Create("rows.txt"))
    mlContext.Data.SaveAsText(images, file, schema: false);

(string Name, string Columns)[] found =
[
    ("images", Columns(images)),
    ("TakeRows", Columns(mlContext.Data.TakeRows(images, 1))),
    ("ShuffleRows", Columns(mlContext.Data.ShuffleRows(images))),
    ("Cache", Columns(mlContext.Data.Cache(images))),
    ("SaveAsBinary", Columns(mlContext.Data.LoadFromBinary("rows.idv"))),
    ("SaveAsText", File.ReadLines("rows.txt").First()),
];
foreach ((string name, string columns) in found)
    Console.WriteLine($"{name}: {columns}");
Console.WriteLine($"{warnings.Count} warnings");
return found.Select(view => view.Columns).SequenceEqual(["Path, Image", "Path, Image", "Path", "Path", "Path", "Path"]) && warnings.Count == 0 ? 0 : 1;

static string Columns(IDataView view) => string.Join(", ", view.Schema.Where(column => !column.IsHidden).Select(column => column.Name));

class Row { public string Path { get; set; } = ""; }
PROGRAM
dotnet run
