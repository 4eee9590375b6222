using Microsoft.ML;
using Microsoft.ML.Data;

namespace SimpleCnn.Export;

/// <summary>What a pipeline says of images.</summary>
internal static class Prediction
{
    /// <summary>The name of each row's class.</summary>
    public static string[] Classes(ITransformer model, IDataView rows) =>
    [
        .. model.Transform(rows).GetColumn<ReadOnlyMemory<char>[]>(TrainedPipeline.ClassColumn).Select(name => name[0].ToString()),
    ];
}
