#!/usr/bin/env bash
# Measures images under ML.NET 5.0.1 and 6.0.0 and writes ../results/mlnet-versions.md:
#   measure.sh PHOTOGRAPHS [PYTHON]     a folder of JPEG files, and a Python that has torchvision
# The committed results are of the folder nature and Elephants_3840x2160.jpg (as Elephants.jpg) of Debian's mate-backgrounds 1.26.0-1, and of
# china.jpg and flower.jpg of scikit-learn.
set -euo pipefail
photographs=$1
python=${2:-python3}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp -r "$photographs" "$scratch/photographs"
cd "$(dirname "${BASH_SOURCE[0]}")"
cp torchvision_reference.py "$scratch"
versions=(5.0.1 6.0.0)

program() {
    dotnet "$scratch/$1/bin/MlNetVersions/release/MlNetVersions.dll" "${@:2}"
}

reference=$("$python" "$scratch/torchvision_reference.py" "$scratch/photographs" "$scratch/torchvision")
for version in "${versions[@]}"; do
    dotnet build -c Release -v quiet --artifacts-path "$scratch/$version" -p:MlNetVersion="$version"
    program "$version" measure "$scratch/photographs" "$scratch/torchvision/noise.gif" "$scratch/output-$version"
done
for _ in 1 2 3 4 5; do
    for version in "${versions[@]}"; do
        program "$version" time "$scratch/output-$version"
    done
done
{
    echo "# Images under ML.NET 5.0.1 and 6.0.0"
    echo
    echo "Stock ML.NET, without this library, beside $reference: [the program](../MlNetVersions/measure.sh), which names the photographs' source."
    echo
    program "${versions[1]}" report "$scratch/output-${versions[0]}" "$scratch/output-${versions[1]}" "$scratch/torchvision"
} > ../results/mlnet-versions.md
