#!/usr/bin/env bash
# SkiaSharp 2.88.9 and 3.119.4, .NET 10.
#
# One red pixel, transparent by the file's palette, decoded to unpremultiplied colors: of a PNG file, red with alpha 0; of a GIF file, black with
# alpha 0. What a palette says about a transparent pixel's color is lost for GIF alone.
#
# The good guess: unpremultiplied decoding keeps the colors that the file holds, in both formats. Who drops alpha then (as Pillow's convert("RGB")
# does, which gives red for both) gets the colors of a GIF logo's palette, and not black.
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
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using SkiaSharp;

// One pixel of palette entry 0, which is red and transparent.
byte[] gif = [
    .. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 255,
    0x21, 0xF9, 4, 1, 0, 0, 0, 0,
    0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B];
byte[] png = [
    0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n',
    .. Chunk("IHDR", [0, 0, 0, 1, 0, 0, 0, 1, 8, 3, 0, 0, 0]), .. Chunk("PLTE", [255, 0, 0]), .. Chunk("tRNS", [0]),
    .. Chunk("IDAT", Compressed([0, 0])), .. Chunk("IEND", [])];
Console.WriteLine($"PNG {Decode(png)}");
Console.WriteLine($"GIF {Decode(gif)}");

static string Decode(byte[] file)
{
    using SKCodec codec = SKCodec.Create(new MemoryStream(file));
    using var bitmap = new SKBitmap(new SKImageInfo(1, 1, SKColorType.Rgba8888, SKAlphaType.Unpremul));
    SKCodecResult result = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
    return $"{result} {string.Join(' ', bitmap.Bytes)}";
}

static byte[] Chunk(string type, byte[] data)
{
    byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
    var length = new byte[4];
    var checksum = new byte[4];
    BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
    BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32.HashToUInt32(body));
    return [.. length, .. body, .. checksum];
}

static byte[] Compressed(byte[] data)
{
    var stream = new MemoryStream();
    using (var zlib = new ZLibStream(stream, CompressionLevel.Optimal))
        zlib.Write(data);
    return stream.ToArray();
}
CS
for skia in 2.88.9 3.119.4; do
    dotnet build -v quiet -p:Skia=$skia --artifacts-path "$folder/$skia" > "$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
    found=$(dotnet "$folder/$skia/bin/finding/debug/finding.dll")
    printf 'SkiaSharp %s, red, green, blue and alpha:\n%s\n' $skia "$found"
    [[ $found == $'PNG Success 255 0 0 0\nGIF Success 0 0 0 0' ]]
done
