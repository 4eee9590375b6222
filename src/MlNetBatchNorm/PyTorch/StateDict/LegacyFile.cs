using System.Buffers.Binary;
using MlNetBatchNorm.PyTorch.StateDict.Pickle;

namespace MlNetBatchNorm.PyTorch.StateDict;

/// <summary>
/// What torch.save wrote before PyTorch 1.6 (torch/serialization.py, _legacy_save): the pickles of a magic number, a protocol version, facts about
/// the machine, the object, and a list of storage keys; then, in the order of that list, each storage as the number of its items and the items,
/// all little-endian.
/// </summary>
internal sealed class LegacyFile : ITorchStorages
{
    /// <summary>Of all five together; enough for the names of a million tensors.</summary>
    private const int MaxPickleLength = 16 << 20;

    private const long ProtocolVersion = 1001;

    private static readonly TorchFormat Format = TorchFormat.StateDict;

    private readonly Stream _stream;
    private readonly Dictionary<string, (long Position, long Length)> _storages = new(StringComparer.Ordinal);

    /// <param name="stream">A seekable stream that begins as a pickle does; the file is all of it. Left open.</param>
    /// <exception cref="FormatException">It is not such a file, or damaged.</exception>
    public LegacyFile(Stream stream)
    {
        _stream = stream;
        var pickles = new byte[Math.Min(stream.Length, MaxPickleLength)];
        stream.Position = 0;
        stream.ReadExactly(pickles);
        PickleMachine magic = Run(pickles, 0, out object? number);
        PickleMachine version = Run(pickles, magic.End, out object? protocol);
        // The magic number has ten bytes, more than a long.
        Format.Require(number is PickleObject && protocol is ProtocolVersion, "it is a pickle, but not one of torch.save");
        PickleMachine machine = Run(pickles, version.End, out _);
        PickleMachine saved = Run(pickles, machine.End, out object? root);
        PickleMachine list = Run(pickles, saved.End, out object? keys);
        Root = root;
        FindStorages(keys as PickleList, saved.Storages, list.End);
    }

    public object? Root { get; }

    public bool IsBigEndian => false;

    public byte[] Read(PickleStorage storage, StorageItems items)
    {
        Format.Require(_storages.TryGetValue(storage.Key, out (long Position, long Length) found), $"it has no storage '{storage.Key}'");
        Format.Require(items.Start >= 0 && items.End <= found.Length, $"storage '{storage.Key}' is only {found.Length} bytes long");
        Format.Require(items.Count * items.Size <= Array.MaxLength, $"storage '{storage.Key}' is larger than any BatchNorm");
        var wanted = new byte[items.Count * items.Size];
        for (int i = 0; i < items.Count; i++)
        {
            _stream.Position = found.Position + items.Start + (i * items.Distance);
            _stream.ReadExactly(wanted.AsSpan((int)(i * items.Size), (int)items.Size));
        }

        return wanted;
    }

    public void Dispose()
    {
    }

    private static PickleMachine Run(byte[] pickles, int start, out object? value)
    {
        var machine = new PickleMachine(pickles, start, hasViews: true);
        value = machine.Run();
        return machine;
    }

    private void FindStorages(PickleList? keys, IReadOnlyDictionary<string, PickleStorage> named, long position)
    {
        foreach (string key in keys?.Items.Select(item => item.Value).OfType<string>() ?? [])
        {
            Format.Require(named.TryGetValue(key, out PickleStorage? storage), $"it has a storage '{key}' that its pickle does not name");
            // Where the next storage begins is not known either.
            if (storage.ItemSize is not { } size)
                return;
            Format.Require(_stream.Length - position >= sizeof(long), "it is cut off");
            long count = ReadCount(position);
            position += sizeof(long);
            Format.Require(count == storage.Length && count <= (_stream.Length - position) / size,
                $"storage '{key}' has {count} items instead of {storage.Length}, or the file is cut off");
            _storages[key] = (position, count * size);
            position += count * size;
        }
    }

    private long ReadCount(long position)
    {
        Span<byte> count = stackalloc byte[sizeof(long)];
        _stream.Position = position;
        _stream.ReadExactly(count);
        return BinaryPrimitives.ReadInt64LittleEndian(count) is >= 0 and var items ? items : long.MaxValue;
    }
}
