using Microsoft.ML;
using MlNetBatchNorm.Tests.Persistence;

namespace MlNetBatchNorm.Tests.Views;

/// <summary>A model as ML.NET saves it.</summary>
internal sealed class SavedModel(byte[] zip)
{
    /// <summary>The whole file.</summary>
    public byte[] Zip { get; } = zip;

    public static SavedModel Of(MLContext ml, ITransformer transformer, DataViewSchema schema)
    {
        using var stream = new MemoryStream();
        ml.Model.Save(transformer, schema, stream);
        return new SavedModel(stream.ToArray());
    }

    /// <summary>Loads the model in a context of its own.</summary>
    public ITransformer Load() => Load(out _);

    /// <summary>Loads the model in a context of its own.</summary>
    public ITransformer Load(out DataViewSchema schema)
    {
        using var stream = new MemoryStream(Zip);
        return new MLContext().Model.Load(stream, out schema);
    }

    /// <summary>What stands in the file, without the time at which it was written: equal models have equal contents.</summary>
    public IReadOnlyList<string> Contents() =>
        [.. ZipEntries.Read(Zip).OrderBy(entry => entry.Name, StringComparer.Ordinal).Select(entry => $"{entry.Name} {Convert.ToHexString(entry.Content)}")];
}
