using MlNetBatchNorm.Files;

namespace MlNetBatchNorm.Onnx.Import;

/// <summary>The folder of a model file, and the files of external data in it; a model may not read files that lie elsewhere.</summary>
internal sealed class ModelFolder
{
    private readonly string _folder;
    private readonly string[] _roots;

    /// <param name="modelFile">The model file.</param>
    public ModelFolder(string modelFile)
    {
        _folder = Path.GetDirectoryName(Path.GetFullPath(modelFile))!;
        // Where a model and its data are links into one folder, as in the cache of Hugging Face, the data lies beside the model too.
        _roots = [FinalPath.Of(_folder), Path.GetDirectoryName(FinalPath.Of(modelFile))!];
    }

    /// <summary>The path of a file of external data, without links.</summary>
    /// <param name="name">What messages call the tensor.</param>
    /// <param name="location">The path that the model gives.</param>
    /// <exception cref="FormatException">It is not within the folder, also not by a link, or not a regular file.</exception>
    public string Find(string name, string location)
    {
        string subject = $"the external data of '{name}' is in '{location}'";
        OnnxFormat.Require(location.Length > 0 && !location.Contains('\0') && !Path.IsPathRooted(location)
            && FinalPath.IsWithin(_folder, Path.GetFullPath(location, _folder)), $"{subject}, which is not a path within the model's folder");
        string path = Path.GetFullPath(location, _folder);
        OnnxFormat.Require(File.Exists(path), $"{subject}, which is not in the model's folder");
        string final = FinalPath.Of(path);
        OnnxFormat.Require(_roots.Any(root => FinalPath.IsWithin(root, final)), $"{subject}, which is a link out of the model's folder");
        OnnxFormat.Require(RegularFile.FindOther(final) is null, $"{subject}, which is not a regular file");
        return final;
    }
}
