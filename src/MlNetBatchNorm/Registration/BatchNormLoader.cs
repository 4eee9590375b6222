using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Registration;

/// <summary>The methods that ML.NET calls by reflection to load a model: they are named Create, whatever they create.</summary>
internal static class BatchNormLoader
{
    /// <summary>The name in lists of components.</summary>
    public const string UserName = "Batch Normalization";

    /// <summary>The name in model files; at most 24 characters.</summary>
    public const string LoaderSignature = "MlNetBatchNorm";

    /// <summary>What is written at the head of the model, so that <c>Model.Load</c> finds this assembly by itself.</summary>
    public static VersionInfo Version { get; } = new(
        modelSignature: "BATCHNRM",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(BatchNormLoader).Assembly.FullName);

    private static BatchNormTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        MlNetVersion.Check();
        return BatchNormTransformer.Load(env, ctx);
    }

    private static IRowMapper Create(IHostEnvironment env, ModelLoadContext ctx, DataViewSchema inputSchema) =>
        Create(env, ctx).MakeMapper(inputSchema);
}
