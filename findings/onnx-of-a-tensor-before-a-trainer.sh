#!/usr/bin/env bash
# Microsoft.ML 5.0.1, Microsoft.ML.OnnxConverter 0.23.1 and Microsoft.ML.OnnxRuntime 1.31.1: ConvertToOnnx of a pipeline whose feature column has dimensions.
#
# Behaviour: ML.NET's normalizers and trainers take a column of [3, 8, 8] as 192 features, and the model predicts. ConvertToOnnx writes it without complaint,
# but keeps the dimensions in the graph: NormalizeMeanVariance becomes a Scaler of 192 values on an input of [N, 3, 8, 8]. ONNX Runtime loads the file and
# refuses to run it. The same numbers in a column of [192] convert to a file that runs.
# Output seen: "flat: input [-1, 192]: runs" and "[3, 8, 8]: refused: ... Either both scale and offset can be of feature size (3) or 1".
# The good guess: what ML.NET trains on and converts, ONNX Runtime runs.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > finding.csproj <<'PROJECT'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Microsoft.ML" Version="5.0.1" />
    <PackageReference Include="Microsoft.ML.OnnxConverter" Version="0.23.1" />
    <PackageReference Include="Microsoft.ML.OnnxRuntime" Version="1.31.1" />
  </ItemGroup>
</Project>
PROJECT
cat > Program.cs <<'PROGRAM'
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

var mlContext = new MLContext(seed: 1);
var random = new Random(1);
bool flat = Runs("flat", Enumerable.Range(0, 40).Select(i => new Flat { X = Values(), Label = i % 2 == 0 }).ToList());
bool tensor = Runs("[3, 8, 8]", Enumerable.Range(0, 40).Select(i => new Maps { X = Values(), Label = i % 2 == 0 }).ToList());
return flat && !tensor ? 0 : 1;

float[] Values() => [.. Enumerable.Range(0, 192).Select(_ => random.NextSingle())];

bool Runs<T>(string name, List<T> rows) where T : class
{
    IDataView data = mlContext.Data.LoadFromEnumerable(rows);
    ITransformer model = mlContext.Transforms.NormalizeMeanVariance("Features", "X")
        .Append(mlContext.BinaryClassification.Trainers.SdcaLogisticRegression()).Fit(data);
    Console.WriteLine($"{name}: ML.NET predicts {model.Transform(data).GetColumn<float>("Probability").Count()} rows");
    using (FileStream file = File.Create("model.onnx"))
        mlContext.Model.ConvertToOnnx(model, data, file);
    try
    {
        using var session = new InferenceSession("model.onnx");
        int[] shape = [1, .. session.InputMetadata["X"].Dimensions[1..]];
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> outputs = session.Run(
        [
            NamedOnnxValue.CreateFromTensor("X", new DenseTensor<float>(Values(), shape)),
            NamedOnnxValue.CreateFromTensor("Label", new DenseTensor<bool>(new bool[1], [1, 1])),
        ]);
        Console.WriteLine($"{name}: input [{string.Join(", ", session.InputMetadata["X"].Dimensions)}]: runs");
        return true;
    }
    catch (OnnxRuntimeException error)
    {
        Console.WriteLine($"{name}: refused: {error.Message}");
        return false;
    }
}

class Flat { [VectorType(192)] public float[] X { get; set; } = []; public bool Label { get; set; } }
class Maps { [VectorType(3, 8, 8)] public float[] X { get; set; } = []; public bool Label { get; set; } }
PROGRAM
dotnet run
