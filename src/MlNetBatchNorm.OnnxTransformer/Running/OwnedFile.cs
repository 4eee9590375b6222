using System.Runtime.CompilerServices;
using Microsoft.ML.Transforms.Onnx;

[assembly: IgnoresAccessChecksTo("Microsoft.ML.OnnxTransformer")]

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>
/// A model's file that goes with its transformer. ML.NET deletes the file of a transformer that was loaded when that is disposed, and leaves one
/// that its caller named; but to save and load a transformer only for that makes another ONNX Runtime session, and compresses the model.
/// </summary>
internal static class OwnedFile
{
    private const int BufferSize = 1;

    /// <summary>From now on, the file is deleted when the transformer is disposed.</summary>
    /// <param name="transformer">A transformer that was made of the file.</param>
    /// <param name="path">The file.</param>
    public static void GiveTo(OnnxTransformer transformer, string path)
    {
        ref FileStream stream = ref StreamOf(transformer.Model);
        stream.Dispose();
        stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.DeleteOnClose);
    }

    /// <summary>What ML.NET keeps open until the transformer is disposed.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "<ModelStream>k__BackingField")]
    private static extern ref FileStream StreamOf(OnnxModel model);
}
