#!/usr/bin/env bash
# ApplyOnnxModel with a stream writes the model to a temporary file that nobody ever deletes.
#
# Microsoft.ML 6.0.0, Microsoft.ML.OnnxTransformer 6.0.0, Microsoft.ML.OnnxConverter 0.24.0, Microsoft.ML.OnnxRuntime 1.31.1,
# .NET 10, Linux. Output: "of a stream: 1 file left; loaded: 0 files left".
# The good guess: a model that is given as a stream is in memory, or its temporary file goes when the transformer is disposed, as that of a
# transformer that Model.Load made does.
# What happens: the file stays in MLContext.TempFilePath (by default the system's temporary folder) after Dispose, and after the process: a
# service that makes its pipeline anew for each model fills the disk.
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; cd "$folder"
cat > probe.csproj <<'X'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.ML" Version="6.0.0" />
    <PackageReference Include="Microsoft.ML.OnnxConverter" Version="0.24.0" />
    <PackageReference Include="Microsoft.ML.OnnxTransformer" Version="6.0.0" />
    <PackageReference Include="Microsoft.ML.OnnxRuntime" Version="1.31.1" />
  </ItemGroup>
</Project>
X
cat > Program.cs <<'X'
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;
var ml = new MLContext(1);
IDataView rows = ml.Data.LoadFromEnumerable(new[] { new Row { X = [1, 2] }, new Row { X = [3, 6] } });
using var model = new MemoryStream();
ml.Model.ConvertToOnnx(ml.Transforms.NormalizeMinMax("Y", "X").Fit(rows), rows, model);
ml.TempFilePath = Directory.CreateTempSubdirectory().FullName;
var zip = new MemoryStream();
using (OnnxTransformer ofStream = ml.Transforms.ApplyOnnxModel(["Y.output"], ["X"], model).Fit(rows))
    ml.Model.Save(ofStream, rows.Schema, zip);
string[] left = Directory.GetFiles(ml.TempFilePath);
((IDisposable)ml.Model.Load(zip, out _)).Dispose();
int leftByLoaded = Directory.GetFiles(ml.TempFilePath).Length - left.Length;
Directory.Delete(ml.TempFilePath, recursive: true);
Console.WriteLine($"of a stream: {left.Length} file left; loaded: {leftByLoaded} files left");
class Row { [VectorType(2)] public float[] X { get; set; } = []; }
X
output=$(dotnet run -c Release 2>&1 | tail -1)
echo "$output"
[ "$output" = "of a stream: 1 file left; loaded: 0 files left" ]
