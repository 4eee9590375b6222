#!/usr/bin/env bash
# .NET 10.0.12 and .NET 11.0.0.
#
# ONNX stores a BatchNormalization's momentum as the weight of the old value, 0.9; other frameworks want that of the new one, 0.1. As floats, 1 - 0.9
# is 0.10000002, so one subtracts in decimal. (decimal)x of a float x rounds to seven digits on .NET 10, and the result is 0.1. On .NET 11 the same
# program, not compiled again, keeps all 23 digits of the float's value, and the result is 0.100000024. A double behaves in the same way: 15 digits before,
# 28 now. A constant is converted by the compiler, which still rounds, so an example with literals does not show it.
#
# The good guess: a conversion between two built-in number types gives the same value in every version of .NET, as its documentation of "seven
# significant digits" says.
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
    <InvariantGlobalization>true</InvariantGlobalization>
  </PropertyGroup>
</Project>
XML
cat > Program.cs <<'CS'
float old = float.Parse(args[0]);
const float constant = 0.9f;
Console.WriteLine($"{(decimal)old} {(float)(1 - (decimal)old)} {(decimal)constant} {(decimal)double.Parse(args[0])}");
CS
run() {
    dotnet publish -v quiet --use-current-runtime --self-contained -p:RuntimeFrameworkVersion="$1" -o "$folder/$1" > "$folder/log" 2>&1 ||
        { cat "$folder/log"; exit 1; }
    "$folder/$1/finding" 0.9
}
old=$(run 10.0.12)
new=$(run 11.0.0)
printf '.NET 10: %s\n.NET 11: %s\n' "$old" "$new"
[[ $old == '0.9 0.1 0.9 0.9' && $new == '0.89999997615814208984375 0.100000024 0.9 0.9000000000000000222044604925' ]]
