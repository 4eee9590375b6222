using System.IO.Compression;
using System.Text;
using MlNetBatchNorm.PyTorch.StateDict.Pickle;

namespace MlNetBatchNorm.PyTorch.StateDict;

/// <summary>
/// The zip archive that torch.save writes since PyTorch 1.6: one folder with <c>data.pkl</c>, the pickled object; <c>data/0</c>,
/// <c>data/1</c>, …, the bytes of its storages; and <c>byteorder</c> since 2.1 (pytorch/caffe2/serialize/inline_container.h). torch.save
/// compresses nothing; what somebody else compressed is read up to the length that the pickle declares.
/// </summary>
internal sealed class TorchArchive : ITorchStorages
{
    private const string PickleName = "data.pkl";
    private const int MaxPickleLength = 16 << 20;
    private const int ChunkLength = 1 << 14;

    /// <summary>The most that deflate can compress: https://www.zlib.net/zlib_tech.html.</summary>
    private const int MaxCompression = 1032;

    private static readonly TorchFormat Format = TorchFormat.StateDict;

    private readonly Stream _stream;
    private readonly ZipArchive _zip;
    private readonly string _folder;
    private readonly bool _hasChecksums;
    private readonly Lazy<object?> _root;

    private TorchArchive(Stream stream, ZipArchive zip)
    {
        _stream = stream;
        _zip = zip;
        if (zip.Entries.GroupBy(entry => entry.FullName).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw Format.Fault($"'{twice.Key}' is in it twice");
        string[] folders = [.. zip.Entries.Where(entry => entry.Name == PickleName).Select(entry => entry.FullName[..^PickleName.Length])];
        Format.Require(folders.Length == 1, $"it is a zip archive with {folders.Length} files {PickleName} instead of 1");
        _folder = folders[0];
        // torch.serialization.set_crc32_options(False) writes 0 for each.
        _hasChecksums = zip.Entries.Any(entry => entry.Crc32 != 0);
        IsBigEndian = ReadByteOrder();
        _root = new Lazy<object?>(() => new PickleMachine(ReadPickle()).Run());
    }

    public object? Root => _root.Value;

    public bool IsBigEndian { get; }

    /// <summary>Opens the archive and reads its directory.</summary>
    /// <param name="stream">A seekable stream that begins as a zip archive does; the file is all of it. Left open.</param>
    /// <exception cref="FormatException">It is not an archive of torch.save.</exception>
    public static TorchArchive Open(Stream stream)
    {
        stream.Position = 0;
        return Guard(() => new TorchArchive(stream, new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true)));
    }

    public byte[] Read(PickleStorage storage, StorageItems items) => ReadStorage(storage.Key, storage.Length * storage.ItemSize!.Value, items);

    /// <summary>Some of the bytes of a storage.</summary>
    /// <param name="key">The storage's key.</param>
    /// <param name="length">How many bytes the storage must have.</param>
    /// <param name="items">Which to read.</param>
    /// <exception cref="FormatException">There is no such storage, or it is damaged or of another length.</exception>
    public byte[] ReadStorage(string key, long length, StorageItems items)
    {
        ZipArchiveEntry? entry = FindEntry($"data/{key}");
        Format.Require(entry is not null, $"it has no storage '{key}'");
        Format.Require(entry.Length == length, $"storage '{key}' is {entry.Length} bytes long instead of {length}");
        return Read(entry, items);
    }

    public void Dispose() => _zip.Dispose();

    private bool ReadByteOrder()
    {
        const int longest = 16;
        if (FindEntry("byteorder") is not { } entry)
            return false;
        string order = entry.Length <= longest ? Encoding.ASCII.GetString(Read(entry, StorageItems.SideBySide(0, entry.Length))) : "";
        Format.Require(order is "little" or "big", "its byteorder is neither little nor big");
        return order == "big";
    }

    private byte[] ReadPickle()
    {
        ZipArchiveEntry entry = FindEntry(PickleName)!;
        Format.Require(entry.Length <= MaxPickleLength, $"its {PickleName} is {entry.Length} bytes long, more than {MaxPickleLength}");
        return Read(entry, StorageItems.SideBySide(0, entry.Length));
    }

    private ZipArchiveEntry? FindEntry(string name) => _zip.GetEntry(_folder + name);

    private byte[] Read(ZipArchiveEntry entry, StorageItems items)
    {
        Format.Require(entry.CompressedLength <= _stream.Length && entry.Length / MaxCompression <= entry.CompressedLength,
            $"'{entry.FullName}' declares {entry.Length} bytes, more than the file can hold");
        Format.Require(items.Start >= 0 && items.End <= entry.Length, $"'{entry.FullName}' is only {entry.Length} bytes long");
        Format.Require(items.Count * items.Size <= Array.MaxLength, $"'{entry.FullName}' is larger than any BatchNorm");
        return Guard(() =>
        {
            using Stream stream = entry.Open();
            return ReadChecked(entry, stream, items);
        });
    }

    /// <summary>Reads all of an entry for its checksum, and keeps what is wanted.</summary>
    private byte[] ReadChecked(ZipArchiveEntry entry, Stream stream, StorageItems items)
    {
        var wanted = new byte[items.Count * items.Size];
        var chunk = new byte[Math.Min(ChunkLength, entry.Length)];
        var crc = new Crc32();
        long position = 0;
        for (int read; position <= entry.Length && (read = ReadSome(entry, stream, chunk, position)) > 0; position += read)
        {
            crc.Append(chunk.AsSpan(0, read));
            items.Copy(chunk.AsSpan(0, read), position, wanted);
        }

        if (position != entry.Length || (_hasChecksums && crc.Value != entry.Crc32))
            throw Format.Fault($"'{entry.FullName}' does not agree with its checksum",
                "Fetch an undamaged copy, or save it with checksums: torch.serialization.set_crc32_options(True).");
        return wanted;
    }

    /// <summary>
    /// Reads on. Since .NET 11, the stream itself compares the checksum when it has read the last bytes: those of a file without checksums are read past it,
    /// and a checksum that is there is compared here, as before.
    /// </summary>
    private int ReadSome(ZipArchiveEntry entry, Stream stream, byte[] chunk, long position)
    {
        try
        {
            return stream.Read(chunk);
        }
        catch (InvalidDataException) when (!_hasChecksums && entry.CompressedLength == entry.Length && entry.Length - position <= chunk.Length)
        {
            var rest = new byte[entry.Length - position];
            _stream.Position -= rest.Length;
            _stream.ReadExactly(rest);
            return rest.AsSpan().SequenceEqual(chunk.AsSpan(0, rest.Length)) ? rest.Length : 0;
        }
        catch (InvalidDataException)
        {
            return 0;
        }
    }

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is InvalidDataException or NotSupportedException)
        {
            throw Format.Fault($"it is not a sound zip archive: {fault.Message.TrimEnd('.')}");
        }
    }
}
