#!/usr/bin/env bash
# .NET 10.0.12 and .NET 11.0.0, System.IO.Compression; a file of PyTorch 2.14.
#
# A file that torch.save writes after torch.serialization.set_crc32_options(False) is a zip archive whose checksums are not those of its content.
# PyTorch loads it. A program that opens it with ZipArchive reads every byte on .NET 10. On .NET 11 the same program, not compiled again, gets an
# InvalidDataException from the Read that reaches the end of each entry: ZipArchive compares the checksum now.
#
# The good guess: ZipArchive never looked at an entry's checksum, so whether its bytes can be read depends on the archive alone and not on the runtime.
#
# The file is torch.save({"w": torch.arange(4.)}, "nocrc.pt"), compressed here for its length alone. Needs the .NET 10 SDK. Fails if any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/app" && cd "$folder/app"
base64 --decode << 'FILE' | gzip --decompress > "$folder/nocrc.pt"
H4sIAAAAAAACA6VUQW7TQBQdx4kdTNJ2QUUlKtZBgnSc2GksgQgW8sYL3CChiI3l2tNiMbU79qSolZC66YJrcAuWXIETcAZWLHHsGYOTOKLw5e8v2f89vz/z
xo4tNgFot8FKbIF7IIr9xD8IPOr1z99jy9wBb5fiuvGRgJmQ9X8ggk/jxH/Xd+c0xKniJuh4HuLApShK48S9GCik0evN5Kw5zTq9U0TEAqJYOPbo6+KhQpo5
ISStmZhV/3xOJLtJiXxkA7t5Q9q2cEPufPL9GGPk0zCOUuVVEqAEBS9DnypEeTQldynpTEk37Tu2nE/3maVTO/EueMAm7p/EyZlH3QuUpBm9Zd5fGZyFyukF
lvX0e8Dg9Gx818PhaXSGImqZet0XNsdI4wIaLOsFbIMXTMDxJUXxYsUs89m/fZcHDinFiGuQWNZr6IDJH646gJb59L8EFKzXz7PbJLsmXMkOy3olXaAzJeUu
q7eXMlT+fv33gcYNkA+foiTMHHDlLSzshoFlwlsLUPXDwVg1DF1Vx7o20oZwMIJDCHUNqvoQjqF+ODIMo7Rpj6VjCwuxFZ38hGytKK/+B9Zhuf13K7gfJXbp
RK2j4Au4V6E4EkDtqVnHwi24XWH5VrKU1l8H5q7pVMBvGqDi2U3iuxXk9xK5YW6+JfsV6FQEG83i2JL0mPU+FJ+UOHmpfhWK+lMsaobLX31p/d44x25JBUbO
+4veX9yydugbBgAA
FILE
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
using System.IO.Compression;

using ZipArchive zip = ZipFile.OpenRead(args[0]);
foreach (string name in new[] { "nocrc/data.pkl", "nocrc/data/0" })
{
    ZipArchiveEntry entry = zip.GetEntry(name)!;
    using Stream stream = entry.Open();
    var buffer = new byte[8];
    long length = 0;
    try
    {
        for (int read; (read = stream.Read(buffer)) > 0;)
            length += read;
        Console.WriteLine($"{name}: {length} of {entry.Length} bytes");
    }
    catch (InvalidDataException)
    {
        Console.WriteLine($"{name}: an error after {length} of {entry.Length} bytes");
    }
}
CS
run() {
    dotnet publish -v quiet --use-current-runtime --self-contained -p:RuntimeFrameworkVersion="$1" -o "$folder/$1" > "$folder/log" 2>&1 ||
        { cat "$folder/log"; exit 1; }
    "$folder/$1/finding" "$folder/nocrc.pt"
}
old=$(run 10.0.12)
new=$(run 11.0.0)
printf '.NET 10:\n%s\n.NET 11:\n%s\n' "$old" "$new"
[[ $old == $'nocrc/data.pkl: 162 of 162 bytes\nnocrc/data/0: 16 of 16 bytes' ]]
[[ $new == $'nocrc/data.pkl: an error after 160 of 162 bytes\nnocrc/data/0: an error after 8 of 16 bytes' ]]
