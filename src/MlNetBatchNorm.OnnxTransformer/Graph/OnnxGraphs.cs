using Google.Protobuf;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Files;
using MlNetBatchNorm.Onnx;
using MlNetBatchNorm.Onnx.Import;

namespace MlNetBatchNorm.OnnxAdaptation.Graph;

/// <summary>Reads a whole model. What the messages of this library don't know of it is kept as unknown fields.</summary>
internal static class OnnxGraphs
{
    // ML.NET's own, in OnnxOptions.RecursionLimit.
    private const int RecursionLimit = 100;

    /// <param name="path">The model file; its external data is read too, for ML.NET keeps a model as one array of bytes.</param>
    /// <exception cref="FormatException">The file is damaged.</exception>
    /// <exception cref="InvalidOperationException">The model is too large.</exception>
    public static ModelProto Read(string path)
    {
        using FileStream file = RegularFile.OpenRead(path);
        CheckSize(path, file.Length);
        ModelProto model = Parse(file);
        OnnxFormat.Require(model.Graph is not null, "it has no graph");
        ReadExternalData(path, model.Graph);
        return model;
    }

    private static ModelProto Parse(FileStream file)
    {
        try
        {
            using CodedInputStream input = CodedInputStream.CreateWithLimits(file, int.MaxValue, RecursionLimit);
            return ModelProto.Parser.ParseFrom(input);
        }
        catch (InvalidProtocolBufferException damage)
        {
            throw OnnxFormat.Fault($"it is not a protocol buffer, or damaged ({damage.Message})");
        }
    }

    private static void ReadExternalData(string path, GraphProto graph)
    {
        var folder = new ModelFolder(path);
        // By where it lies: what tensors share is read once.
        var read = new Dictionary<string, ByteString>(StringComparer.Ordinal);
        long size = new FileInfo(path).Length;
        foreach (TensorProto tensor in GraphValues.Tensors(graph).Where(tensor => tensor.DataLocation == TensorProto.Types.DataLocation.External))
        {
            string place = tensor.ExternalData.ToString();
            if (!read.TryGetValue(place, out ByteString? data))
                read[place] = data = UnsafeByteOperations.UnsafeWrap(ExternalData.Read(tensor.Name, tensor, folder));
            CheckSize(path, size += data.Length);
            tensor.RawData = data;
            tensor.ExternalData.Clear();
            tensor.DataLocation = TensorProto.Types.DataLocation.Default;
        }
    }

    private static void CheckSize(string path, long size)
    {
        if (size > int.MaxValue)
            throw Errors.Data(
                $"The ONNX model '{path}' has {size} bytes, its external data included. ML.NET keeps a model as one array, which holds at most {int.MaxValue}. " +
                "Export a smaller model.");
    }
}
