using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm;

/// <summary>
/// Reads, resizes and crops images in one pass, to the pixels that torchvision gives. Made by
/// <see cref="BatchNormCatalog.ReadImages"/>.
/// </summary>
/// <remarks>Nothing is learned from the data. Immutable, and safe for use by any number of threads.</remarks>
public sealed class ReadImagesEstimator : IEstimator<ReadImagesTransformer>
{
    private readonly IHost _host;
    private readonly ReadColumn _column;

    internal ReadImagesEstimator(IHostEnvironment env, ReadColumn column)
    {
        _host = env.Register(nameof(ReadImagesEstimator));
        _column = column;
    }

    /// <summary>Checks the schema and makes the transformer. No rows are read.</summary>
    /// <param name="input">A data view with the input column.</param>
    /// <returns>A transformer that reads images.</returns>
    /// <exception cref="ArgumentNullException">The input is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing, or is neither text nor a vector of bytes.</exception>
    public ReadImagesTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        _column.Check(input.Schema);
        return new ReadImagesTransformer(_host, _column);
    }

    /// <summary>The schema of the output for a given input schema.</summary>
    /// <param name="inputSchema">The shape of the input's schema.</param>
    /// <returns>The input's columns and the image column.</returns>
    /// <exception cref="ArgumentNullException">The schema is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The input column is missing, or is neither text nor a vector of bytes.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        _host.CheckValue(inputSchema, nameof(inputSchema));
        Dictionary<string, SchemaShape.Column> columns = inputSchema.ToDictionary(column => column.Name);
        columns[_column.OutputColumnName] = _column.Promise(inputSchema);
        return new SchemaShape(columns.Values);
    }
}
