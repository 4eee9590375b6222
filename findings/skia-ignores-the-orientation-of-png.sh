#!/usr/bin/env bash
# SkiaSharp 2.88.9 and 3.119.4, .NET 10.
#
# The same EXIF block, orientation 6 (turn right by 90 degrees), in a JPEG and in a PNG file: SKCodec.EncodedOrigin is RightTop for the JPEG file and
# TopLeft, upright, for the PNG file, whose eXIf chunk is not read.
#
# The good guess: EncodedOrigin tells the orientation of every format that can hold one; Pillow's ImageOps.exif_transpose and browsers turn both files.
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
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="SkiaSharp" Version="[$(Skia)]" />
    <PackageReference Include="SkiaSharp.NativeAssets.Linux.NoDependencies" Version="[$(Skia)]" />
    <PackageReference Include="System.IO.Hashing" Version="10.0.8" />
  </ItemGroup>
</Project>
XML
cat > Program.cs <<'CS'
using System.Buffers.Binary;
using System.IO.Hashing;
using SkiaSharp;

// A TIFF header, and a list of one entry: tag 0x0112, type short, one value, 6.
byte[] tiff = [.. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
Console.WriteLine($"JPEG {Origin(WithExif(Encode(SKEncodedImageFormat.Jpeg)))}");
Console.WriteLine($"PNG {Origin(WithChunk(Encode(SKEncodedImageFormat.Png)))}");

byte[] Encode(SKEncodedImageFormat format)
{
    using var bitmap = new SKBitmap(8, 4);
    using SKImage image = SKImage.FromBitmap(bitmap);
    return image.Encode(format, 90).ToArray();
}

// After the marker that begins the file.
byte[] WithExif(byte[] jpeg)
{
    byte[] body = [.. "Exif"u8, 0, 0, .. tiff];
    return [.. jpeg[..2], 0xFF, 0xE1, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body, .. jpeg[2..]];
}

// After the header: 8 bytes of signature and a chunk of 13 bytes.
byte[] WithChunk(byte[] png)
{
    byte[] body = [.. "eXIf"u8, .. tiff];
    var length = new byte[4];
    var checksum = new byte[4];
    BinaryPrimitives.WriteInt32BigEndian(length, tiff.Length);
    BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32.HashToUInt32(body));
    return [.. png[..33], .. length, .. body, .. checksum, .. png[33..]];
}

static SKEncodedOrigin Origin(byte[] file)
{
    using SKCodec codec = SKCodec.Create(new MemoryStream(file));
    return codec.EncodedOrigin;
}
CS
for skia in 2.88.9 3.119.4; do
    dotnet build -v quiet -p:Skia=$skia --artifacts-path "$folder/$skia" > "$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
    found=$(dotnet "$folder/$skia/bin/finding/debug/finding.dll")
    printf 'SkiaSharp %s:\n%s\n' $skia "$found"
    [[ $found == $'JPEG RightTop\nPNG TopLeft' ]]
done
