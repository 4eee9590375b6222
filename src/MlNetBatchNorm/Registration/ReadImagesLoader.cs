using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Registration;

/// <summary>The methods that ML.NET calls by reflection to load a model: they must be named Create, whatever they create.</summary>
internal static class ReadImagesLoader
{
    private static ReadImagesTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        MlNetVersion.Check();
        return ReadImagesTransformer.Load(env, ctx);
    }

    private static IRowMapper Create(IHostEnvironment env, ModelLoadContext ctx, DataViewSchema inputSchema) =>
        Create(env, ctx).MakeMapper(inputSchema);
}
