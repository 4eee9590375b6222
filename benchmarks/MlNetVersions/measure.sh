#!/usr/bin/env bash
# Measures images under ML.NET 5.0.1 and 6.0.0 and writes ../results/mlnet-versions.md:
#   measure.sh PHOTOGRAPHS [PYTHON]     a folder of JPEG files, and a Python that has torchvision
set -euo pipefail
photographs=$(realpath "$1")
python=${2:-python3}
cd "$(dirname "${BASH_SOURCE[0]}")"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
versions=(5.0.1 6.0.0)

program() {
    dotnet "$scratch/$1/bin/MlNetVersions/release/MlNetVersions.dll" "${@:2}"
}

for version in "${versions[@]}"; do
    dotnet build -c Release -v quiet --artifacts-path "$scratch/$version" -p:MlNetVersion="$version"
    program "$version" measure "$photographs" "$scratch/output-$version"
done
for _ in 1 2 3 4 5; do
    for version in "${versions[@]}"; do
        program "$version" time "$scratch/output-$version"
    done
done
cp torchvision_reference.py "$scratch"
cp -r "$photographs" "$scratch/photographs"
reference=$("$python" "$scratch/torchvision_reference.py" "$scratch/photographs" "$scratch/torchvision")
{
    echo "# Images under ML.NET 5.0.1 and 6.0.0"
    echo
    echo "Stock ML.NET, without this library: [the program](../MlNetVersions/measure.sh). Photographs: the folder \`nature\` of Debian's mate-backgrounds 1.26.0-1. $reference."
    echo
    program "${versions[1]}" report "$scratch/output-${versions[0]}" "$scratch/output-${versions[1]}" "$scratch/torchvision"
} > ../results/mlnet-versions.md
