using System.Buffers.Binary;
using System.Text;

namespace MlNetBatchNorm.Arguments;

/// <summary>
/// Tells what a file is by its first bytes, where it is not what a reader expects: models of other frameworks, files of another reader, and what
/// a download gives instead of a model.
/// </summary>
internal static class FileKinds
{
    private const int HeadLength = 512;
    private const int MaxSafetensorsHeader = 100_000_000;

    private static readonly FileKind Lfs = new("a Git LFS pointer, not the file itself", "Fetch the file: git lfs pull.");
    private static readonly FileKind Html = new("an HTML or XML page, not the file itself", "Download the file that the page is about, by its raw address.");
    private static readonly FileKind Json = new("a JSON text", "Give the file of the model itself.");
    private static readonly FileKind Hdf5 = new("an HDF5 file (.h5), as Keras writes it", "Export the model to ONNX with tf2onnx or model.export(path, format=\"onnx\"), and read it with LoadOnnx.");
    private static readonly FileKind Tar = new("a tar archive, as PyTorch wrote before 0.1.10", "Save it again with PyTorch: torch.save(torch.load(path), new_path).");

    private static readonly FileKind Index = new("the index of a model in several files",
        "Give its path, with the files that it names beside it, to LoadSafetensors or LoadSafetensorsLayers; for an index of .bin files, to LoadStateDict or LoadStateDictLayers.");

    /// <summary>The kind of a file; null where it is none that is known.</summary>
    /// <param name="stream">A seekable stream; the file is all of it.</param>
    public static FileKind? Of(Stream stream)
    {
        var head = new byte[Math.Min(HeadLength, stream.Length)];
        stream.Position = 0;
        stream.ReadExactly(head);
        return OfText(head) ?? OfSignature(head) ?? (head.AsSpan().StartsWith("PK\x3\x4"u8) ? ZipKinds.Of(stream) : null) ?? OfContent(stream, head);
    }

    private static FileKind? OfText(byte[] head)
    {
        // A safetensors file may begin with '{' too, the lowest byte of a length.
        if (head.Contains((byte)0))
            return null;
        string text = Encoding.UTF8.GetString(head).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        if (text.StartsWith("version https://git-lfs", StringComparison.Ordinal))
            return Lfs;
        if (IsPage(text))
            return Html;
        if (!text.StartsWith('{'))
            return null;
        return text.Contains("\"weight_map\"", StringComparison.Ordinal) || text.Contains("\"total_size\"", StringComparison.Ordinal) ? Index : Json;
    }

    /// <summary>A page, or what a store of files says instead of giving one.</summary>
    private static bool IsPage(string text) =>
        text.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase)
        || (text.StartsWith("<?xml", StringComparison.Ordinal) && (text.Contains("<html", StringComparison.OrdinalIgnoreCase) || text.Contains("<Error", StringComparison.Ordinal)));

    private static FileKind? OfSignature(byte[] head)
    {
        const int tarSignature = 257;
        if (head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, .. "HDF\r\n"u8, 0x1a, .. "\n"u8]))
            return Hdf5;
        if (head.Length > tarSignature && head.AsSpan(tarSignature).StartsWith("ustar"u8))
            return Tar;
        if (head is [0x80, >= 2 and <= 5, ..])
            return FileKind.ReadBy(nameof(BatchNormParameters.LoadStateDict), "a file of torch.save");
        bool safetensors = head.Length > sizeof(ulong) && head[sizeof(ulong)] == '{'
            && BinaryPrimitives.ReadUInt64LittleEndian(head) is > 1 and <= MaxSafetensorsHeader;
        return safetensors ? FileKind.ReadBy(nameof(BatchNormParameters.LoadSafetensors), "a safetensors file") : null;
    }

    private static FileKind? OfContent(Stream stream, byte[] head)
    {
        if (ProtocolBuffer.IsOnnxModel(stream))
            return FileKind.ReadBy(nameof(BatchNormParameters.LoadOnnx), "an ONNX model");
        return IsTorchSharp(head) ? FileKind.ReadBy(nameof(BatchNormParameters.LoadTorchSharp), "a file of TorchSharp's Module.save (.dat)") : null;
    }

    /// <summary>The number of entries, the length of a name, and the name of a tensor, "layer1.bn.weight".</summary>
    private static bool IsTorchSharp(byte[] head)
    {
        int at = Array.FindIndex(head, part => part < 0x80) + 1;
        if (at is 0 or > sizeof(int) || at >= head.Length)
            return false;
        int length = head[at];
        ReadOnlySpan<byte> name = head.AsSpan(at + 1);
        return length is > 0 and < 0x80 && name.Length > length && name[..length].IndexOfAnyExceptInRange((byte)'.', (byte)'z') < 0;
    }
}
