using System.Collections.Immutable;
using System.Text;

namespace MlNetBatchNorm.PyTorch.TorchSharp;

/// <summary>
/// What TorchSharp's Module.save(path) writes (TorchSharp, src/TorchSharp/NN/Module.cs and Tensor/TensorExtensionMethods.cs); numbers are unsigned
/// LEB128 where nothing else is said:
/// <code>
/// number of tensors; then for each
///   length of its name in bytes, and the name in UTF-8
///   type, PyTorch's ScalarType
///   number of dimensions, and each of them
///   items, little-endian and row-major
/// </code>
/// </summary>
internal sealed class TorchSharpFile : ITensorFile
{
    private const int MaxTensors = 1_000_000;
    private const int MaxNameLength = 1000;
    private const int MaxDimensions = 64;

    private readonly OrderedDictionary<string, StoredTensor> _tensors = new(StringComparer.Ordinal);

    private TorchSharpFile()
    {
    }

    public TorchFormat Format => TorchFormat.TorchSharp;

    public bool IsShard => false;

    /// <summary>Finds the tensors; they are read from <paramref name="stream"/> when they are asked for.</summary>
    /// <param name="stream">A seekable stream; the file is all of it. Left open.</param>
    /// <exception cref="FormatException">It is not such a file.</exception>
    public static TorchSharpFile Open(Stream stream)
    {
        var file = new TorchSharpFile();
        var reader = new Leb128Reader(stream);
        long count = reader.Read(MaxTensors, "number of tensors");
        for (long i = 0; i < count; i++)
            file.Add(reader, stream);
        file.Format.Require(reader.Position == stream.Length, $"it has {count} tensors and {stream.Length - reader.Position} more bytes");
        return file;
    }

    public StoredTensor? Find(string key) => _tensors.GetValueOrDefault(key);

    public IEnumerable<string> KeysEndingWith(string ending) => _tensors.Keys.Where(key => key.EndsWith(ending, StringComparison.Ordinal));

    public void Dispose()
    {
    }

    private void Add(Leb128Reader reader, Stream stream)
    {
        string name = Encoding.UTF8.GetString(reader.Take((int)reader.Read(MaxNameLength, "length of a name")));
        var type = (ScalarType)reader.Read(byte.MaxValue, "type");
        int dimensions = (int)reader.Read(MaxDimensions, "number of dimensions");
        ImmutableArray<long> shape = [.. Enumerable.Range(0, dimensions).Select(_ => reader.Read(long.MaxValue, "size"))];
        int size = SizeOf(type) ?? throw Format.Fault($"'{name}' is of type {(int)type}, which is not one of TorchSharp's");
        long position = reader.Position;
        long length = reader.Skip(shape, size);
        bool added = _tensors.TryAdd(name, new StoredTensor($"{type}", TypeOf(type), shape, () =>
        {
            Format.Require(length <= Array.MaxLength, $"'{name}' is larger than any BatchNorm");
            var bytes = new byte[length];
            stream.Position = position;
            stream.ReadExactly(bytes);
            return bytes;
        }));
        Format.Require(added, $"'{name}' is in it twice");
    }

    private static int? SizeOf(ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => sizeof(byte),
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => sizeof(ushort),
        ScalarType.Int32 or ScalarType.Float32 => sizeof(float),
        ScalarType.Int64 or ScalarType.Float64 or ScalarType.ComplexFloat32 => sizeof(double),
        ScalarType.ComplexFloat64 => 2 * sizeof(double),
        _ => null,
    };

    private static TensorType? TypeOf(ScalarType type) => type switch
    {
        ScalarType.Byte => TensorType.UInt8,
        ScalarType.Int8 => TensorType.Int8,
        ScalarType.Int16 => TensorType.Int16,
        ScalarType.Int32 => TensorType.Int32,
        ScalarType.Int64 => TensorType.Int64,
        ScalarType.Float16 => TensorType.Half,
        ScalarType.Float32 => TensorType.Single,
        ScalarType.Float64 => TensorType.Double,
        ScalarType.BFloat16 => TensorType.BFloat16,
        _ => null,
    };
}
