using System.Buffers.Binary;
using SkiaSharp;

namespace MlNetBatchNorm.Images;

/// <summary>The orientation in a PNG file's eXIf chunk, which Skia does not read.</summary>
internal static class PngOrientation
{
    private const int SignatureLength = 8;

    /// <summary>A chunk's length and type before its data, and a checksum after it.</summary>
    private const int ChunkHead = 8;
    private const int ChunkEnd = 4;
    private const ushort OrientationTag = 0x0112;
    private const ushort ShortType = 3;
    private const int EntryLength = 12;

    /// <summary>The orientation of a file; upright if it has none, or one that cannot be understood.</summary>
    public static SKEncodedOrigin Find(ReadOnlySpan<byte> file)
    {
        for (ReadOnlySpan<byte> rest = file[Math.Min(SignatureLength, file.Length)..]; rest.Length >= ChunkHead;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - ChunkHead)
                break;
            ReadOnlySpan<byte> data = rest.Slice(ChunkHead, (int)length);
            if (rest.Slice(4, 4).SequenceEqual("eXIf"u8))
                return FindInTiff(data);
            rest = rest[Math.Min(rest.Length, ChunkHead + (int)length + ChunkEnd)..];
        }

        return SKEncodedOrigin.TopLeft;
    }

    /// <summary>EXIF is a TIFF header and lists of entries; the orientation is in the first list.</summary>
    private static SKEncodedOrigin FindInTiff(ReadOnlySpan<byte> tiff)
    {
        bool isLittleEndian = tiff.StartsWith("II"u8);
        if (tiff.Length < 8 || !(isLittleEndian || tiff.StartsWith("MM"u8)))
            return SKEncodedOrigin.TopLeft;
        uint at = isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (at > tiff.Length - 2)
            return SKEncodedOrigin.TopLeft;
        int entries = ReadShort(tiff[(int)at..], isLittleEndian);
        ReadOnlySpan<byte> list = tiff[((int)at + 2)..];
        for (; entries > 0 && list.Length >= EntryLength; entries--, list = list[EntryLength..])
        {
            if (ReadShort(list, isLittleEndian) == OrientationTag && ReadShort(list[2..], isLittleEndian) == ShortType)
                return (SKEncodedOrigin)ReadShort(list[8..], isLittleEndian);
        }

        return SKEncodedOrigin.TopLeft;
    }

    private static ushort ReadShort(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
