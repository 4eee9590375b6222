using System.IO.Compression;
using Microsoft.ML;
using MlNetBatchNorm.Onnx;

namespace MlNetBatchNorm.Tests.OnnxAdaptation;

/// <summary>The ONNX model that ML.NET saves with a transformer, read again layer by layer.</summary>
internal static class AdaptedLayers
{
    private const string ModelEntry = "OnnxModel";

    /// <summary>The layers in the order of the graph.</summary>
    public static NetCase.Layer[] Of(ITransformer transformer)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, Bytes(transformer));
            return [.. Layers(path)];
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static byte[] Bytes(ITransformer transformer)
    {
        using var zip = new MemoryStream();
        new MLContext().Model.Save(transformer, null, zip);
        using var archive = new ZipArchive(zip);
        ZipArchiveEntry entry = archive.Entries.Single(one => one.Name == ModelEntry);
        using var reader = new BinaryReader(entry.Open());
        return reader.ReadBytes(reader.ReadInt32());
    }

    public static void AssertClose(IReadOnlyList<NetCase.Layer> expected, IReadOnlyList<NetCase.Layer> actual, double tolerance)
    {
        Assert.Equal(expected.Count, actual.Count);
        foreach ((NetCase.Layer one, NetCase.Layer other) in expected.Zip(actual))
        {
            Close.AssertWithin(one.Mean, other.Mean, c => tolerance * Math.Max(1, Math.Abs(one.Mean[c])));
            Close.AssertWithin(one.Variance, other.Variance, c => tolerance * Math.Max(1, one.Variance[c]));
        }
    }

    private static IEnumerable<NetCase.Layer> Layers(string path) => ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)).Graph.Node
        .Where(node => node.OpType == "BatchNormalization")
        .Select(node => BatchNormParameters.LoadOnnx(path, node.Output[0]))
        .Select(layer => new NetCase.Layer([.. layer.RunningMean.Select(value => (double)value)], [.. layer.RunningVariance.Select(value => (double)value)]));
}
