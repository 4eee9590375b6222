using System.IO.Compression;
using System.Text;

namespace MlNetBatchNorm.PyTorch.StateDict;

/// <summary>
/// The zip archive that torch.save writes since PyTorch 1.6: one folder with <c>data.pkl</c>, the pickled object; <c>data/0</c>,
/// <c>data/1</c>, …, the bytes of its storages; and <c>byteorder</c> since 2.1 (pytorch/caffe2/serialize/inline_container.h). torch.save
/// compresses nothing, and what is compressed is refused: so no declared length is believed, and nothing unfolds.
/// </summary>
internal sealed class TorchArchive : IDisposable
{
    private const string PickleName = "data.pkl";
    private const int MaxPickleLength = 16 << 20;
    private const int ChunkLength = 1 << 14;

    private static readonly TorchFormat Format = TorchFormat.StateDict;

    private readonly Stream _stream;
    private readonly ZipArchive _zip;
    private readonly string _folder;

    private TorchArchive(Stream stream, ZipArchive zip)
    {
        _stream = stream;
        _zip = zip;
        if (zip.Entries.GroupBy(entry => entry.FullName).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw Format.Fault($"'{twice.Key}' is in it twice");
        string[] folders = [.. zip.Entries.Where(entry => entry.Name == PickleName).Select(entry => entry.FullName[..^PickleName.Length])];
        Format.Require(folders.Length == 1, $"it is a zip archive with {folders.Length} files {PickleName} instead of 1");
        _folder = folders[0];
        Format.Require(FindEntry("byteorder") is not { } order || Encoding.ASCII.GetString(Read(order, 0, order.Length)) == "little",
            "its numbers are not little-endian");
    }

    /// <summary>Opens the archive and reads its directory.</summary>
    /// <param name="stream">A seekable stream; the file is all of it. Left open.</param>
    /// <exception cref="FormatException">It is not an archive of torch.save.</exception>
    public static TorchArchive Open(Stream stream)
    {
        CheckSignature(stream);
        return Guard(() => new TorchArchive(stream, new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true)));
    }

    /// <summary>The pickled object.</summary>
    /// <exception cref="FormatException">It is damaged, or larger than that of any state dict.</exception>
    public byte[] ReadPickle()
    {
        ZipArchiveEntry entry = FindEntry(PickleName)!;
        Format.Require(entry.Length <= MaxPickleLength, $"its {PickleName} is {entry.Length} bytes long, more than {MaxPickleLength}");
        return Read(entry, 0, entry.Length);
    }

    /// <summary>Some of the bytes of a storage.</summary>
    /// <param name="key">The storage's key.</param>
    /// <param name="length">How many bytes the storage must have.</param>
    /// <param name="start">The first byte to read.</param>
    /// <param name="count">How many to read; they must lie in the storage.</param>
    /// <exception cref="FormatException">There is no such storage, or it is damaged or of another length.</exception>
    public byte[] ReadStorage(string key, long length, long start, long count)
    {
        ZipArchiveEntry? entry = FindEntry($"data/{key}");
        Format.Require(entry is not null, $"it has no storage '{key}'");
        Format.Require(entry.Length == length, $"storage '{key}' is {entry.Length} bytes long instead of {length}");
        return Read(entry, start, count);
    }

    public void Dispose() => _zip.Dispose();

    private static void CheckSignature(Stream stream)
    {
        Span<byte> signature = stackalloc byte[4];
        stream.Position = 0;
        int length = stream.ReadAtLeast(signature, signature.Length, throwOnEndOfStream: false);
        const byte pickleProtocol = 0x80;
        if (length > 0 && signature[0] == pickleProtocol)
            throw Format.Fault("it is in the format from before PyTorch 1.6",
                "Save it again with PyTorch 1.6 or later: torch.save(torch.load(path), new_path).");
        Format.Require(signature.SequenceEqual("PK\x3\x4"u8), "it is not a zip archive");
    }

    private ZipArchiveEntry? FindEntry(string name) => _zip.GetEntry(_folder + name);

    private byte[] Read(ZipArchiveEntry entry, long start, long count)
    {
        Format.Require(entry.CompressedLength == entry.Length && entry.Length <= _stream.Length,
            $"'{entry.FullName}' is compressed, or longer than the file");
        Format.Require(count <= Array.MaxLength && start >= 0 && start <= entry.Length - count, $"'{entry.FullName}' is only {entry.Length} bytes long");
        return Guard(() =>
        {
            using Stream stream = entry.Open();
            return ReadChecked(entry, stream, start, (int)count);
        });
    }

    /// <summary>Reads all of an entry for its checksum, and keeps what is wanted.</summary>
    private static byte[] ReadChecked(ZipArchiveEntry entry, Stream stream, long start, int count)
    {
        var wanted = new byte[count];
        var chunk = new byte[Math.Min(ChunkLength, entry.Length)];
        var crc = new Crc32();
        long position = 0;
        for (int read = stream.Read(chunk); read > 0 && position <= entry.Length; read = stream.Read(chunk))
        {
            crc.Append(chunk.AsSpan(0, read));
            long from = Math.Max(start, position);
            long to = Math.Min(start + count, position + read);
            if (from < to)
                chunk.AsSpan((int)(from - position), (int)(to - from)).CopyTo(wanted.AsSpan((int)(from - start)));
            position += read;
        }

        if (position != entry.Length || crc.Value != entry.Crc32)
            throw Format.Fault($"'{entry.FullName}' does not agree with its checksum",
                "Fetch an undamaged copy, or save it with checksums: torch.serialization.set_crc32_options(True).");
        return wanted;
    }

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException fault)
        {
            throw Format.Fault($"it is not a sound zip archive: {fault.Message.TrimEnd('.')}");
        }
    }
}
