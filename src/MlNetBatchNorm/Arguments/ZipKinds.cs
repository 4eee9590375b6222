using System.IO.Compression;

namespace MlNetBatchNorm.Arguments;

/// <summary>What a zip archive is, by the names of its entries.</summary>
internal static class ZipKinds
{
    private static readonly FileKind Keras = new("a Keras model (.keras)", "Export it to ONNX: model.export(path, format=\"onnx\"), and read it with LoadOnnx.");

    private static readonly FileKind Exported = new("a program of torch.export (.pt2)",
        "Save its state dict in Python: torch.save(torch.export.load(path).state_dict, new_path), and read it with LoadStateDict.");

    private static readonly FileKind Scripted = new("a TorchScript archive (torch.jit.save)",
        "Save its state dict in Python: torch.save(torch.jit.load(path).state_dict(), new_path), and read it with LoadStateDict.");

    private static readonly FileKind MlNet = new("an ML.NET model", "Load it with mlContext.Model.Load.");

    private static readonly FileKind NumPy = new("a NumPy archive (.npz)", "Save the tensors in Python with safetensors.numpy.save_file, and read them with LoadSafetensors.");

    /// <summary>The kind; null where it is none that is known, or damaged.</summary>
    public static FileKind? Of(Stream stream)
    {
        try
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            return Of([.. zip.Entries.Select(entry => entry.FullName)]);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static FileKind? Of(string[] names)
    {
        bool Has(string name) => names.Any(entry => entry == name || entry.EndsWith("/" + name, StringComparison.Ordinal));
        if (Has("model.weights.h5") || (Has("config.json") && Has("metadata.json")))
            return Keras;
        if (Has("archive_format") || Has("serialized_exported_program.json") || Has("models/model.json"))
            return Exported;
        if (Has("constants.pkl"))
            return Scripted;
        if (Has("data.pkl"))
            return FileKind.ReadBy(nameof(BatchNormParameters.LoadStateDict), "a file of torch.save");
        if (names.Any(entry => entry.StartsWith("TransformerChain", StringComparison.Ordinal)) || Has("TrainingInfo/Version.txt"))
            return MlNet;
        return names.Length > 0 && names.All(entry => entry.EndsWith(".npy", StringComparison.Ordinal)) ? NumPy : null;
    }
}
