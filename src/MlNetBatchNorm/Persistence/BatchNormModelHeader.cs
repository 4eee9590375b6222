using Microsoft.ML;
using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Persistence;

/// <summary>How a saved transformer names itself, its format's version and this assembly, so that <c>Model.Load</c> finds the loader.</summary>
internal static class BatchNormModelHeader
{
    /// <summary>The name in lists of components.</summary>
    public const string UserName = "Batch Normalization";

    /// <summary>The name in model files; at most 24 characters.</summary>
    public const string LoaderSignature = "MlNetBatchNorm";

    private static readonly VersionInfo Version = new(
        modelSignature: "BATCHNRM",
        verWrittenCur: 0x00010003,
        verReadableCur: 0x00010003,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        // Without a version: the runtime would refuse to load an older build for a newer one's model, before the format's own version is read.
        loaderAssemblyName: typeof(BatchNormModelHeader).Assembly.GetName().Name!);

    public static void Write(ModelSaveContext context)
    {
        context.CheckAtModel();
        context.SetVersionInfo(Version);
    }

    /// <summary>The version of the format that the model is written in.</summary>
    /// <exception cref="FormatException">The model is another one, or of a version that this build does not read.</exception>
    public static uint Check(ModelLoadContext context)
    {
        ModelHeader header = context.Header;
        if (header.ModelSignature == Version.ModelSignature && header.ModelVerReadable > Version.VerWrittenCur)
            throw Errors.Model(
                $"The model's batch normalization has format {Text(header.ModelVerReadable)}, but MlNetBatchNorm {MlNetVersion.OfLibrary} reads formats up to " +
                $"{Text(Version.VerWrittenCur)}. Reference the version of MlNetBatchNorm that saved the model, or a later one.");
        context.CheckAtModel(Version);
        return header.ModelVerWritten;
    }

    /// <summary>As ML.NET packs it: 0x00010002 is 1.2.</summary>
    private static string Text(uint version) => $"{version >> 16}.{version & 0xFFFF}";
}
