#!/usr/bin/env bash
# An OnnxTransformer of ML.NET predicts after its model file is gone, but cannot be saved.
#
# Microsoft.ML 6.0.0, Microsoft.ML.OnnxTransformer 6.0.0, Microsoft.ML.OnnxConverter 0.24.0, Microsoft.ML.OnnxRuntime 1.31.1,
# .NET 10, Linux. Output: "2 rows predicted, then: FileNotFoundException".
# The good guess: a fitted transformer has its model in memory (it does predict), so mlContext.Model.Save works wherever the file is.
# What happens: Save opens the path that ApplyOnnxModel was given, again, and throws FileNotFoundException. A model in a temporary file
# must stay there until the last Save; one that Model.Load made has a file of its own.
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
var ml = new MLContext(1);
IDataView rows = ml.Data.LoadFromEnumerable(new[] { new Row { X = [1, 2] }, new Row { X = [3, 6] } });
string path = Path.Combine(AppContext.BaseDirectory, "scaled.onnx");
using (FileStream file = File.Create(path))
    ml.Model.ConvertToOnnx(ml.Transforms.NormalizeMinMax("Y", "X").Fit(rows), rows, file);
var transformer = ml.Transforms.ApplyOnnxModel(["Y.output"], ["X"], path).Fit(rows);
File.Delete(path);
int predicted = transformer.Transform(rows).GetColumn<VBuffer<float>>("Y").Count();
string saved;
try { ml.Model.Save(transformer, rows.Schema, new MemoryStream()); saved = "saved"; }
catch (IOException refusal) { saved = refusal.GetType().Name; }
Console.WriteLine($"{predicted} rows predicted, then: {saved}");
class Row { [VectorType(2)] public float[] X { get; set; } = []; }
X
output=$(dotnet run -c Release 2>&1 | tail -1)
echo "$output"
[ "$output" = "2 rows predicted, then: FileNotFoundException" ]
