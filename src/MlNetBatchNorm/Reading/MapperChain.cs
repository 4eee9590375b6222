using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetBatchNorm.Reading;

/// <summary>
/// The row mappers that some columns of a view go through, such as LoadImages, ResizeImages and ExtractPixels, and the view below them, whose
/// rows one cursor reads and any number of threads map.
/// </summary>
internal sealed class MapperChain
{
    private readonly DataViewSchema.Column[][] _needed;
    private readonly IRowToRowMapper[] _mappers;

    private MapperChain(IDataView source, IRowToRowMapper[] mappers, DataViewSchema.Column[][] needed)
    {
        Source = source;
        _mappers = mappers;
        _needed = needed;
    }

    /// <summary>The view below the mappers.</summary>
    public IDataView Source { get; }

    /// <summary>The columns of <see cref="Source"/> that are needed.</summary>
    public DataViewSchema.Column[] SourceColumns => _needed[0];

    /// <summary>
    /// The chain under some columns of a view if it makes images of values that can be copied: decoding one is worth handing rows to other
    /// threads one by one. Null for other views.
    /// </summary>
    public static MapperChain? OfImages(IDataView view, IEnumerable<DataViewSchema.Column> columns)
    {
        var mappers = new Stack<IRowToRowMapper>();
        var needed = new Stack<DataViewSchema.Column[]>();
        needed.Push([.. columns]);
        while (view is IRowToRowMapper mapper and IDataTransform transform)
        {
            mappers.Push(mapper);
            needed.Push([.. mapper.GetDependencies(needed.Peek())]);
            view = transform.Source;
        }

        bool makesImages = needed.Skip(1).Any(level => level.Any(column => column.Type is ImageDataViewType));
        return makesImages && DataViewUtils.AllCacheable(needed.Peek()) ? new MapperChain(view, [.. mappers], [.. needed]) : null;
    }

    /// <summary>The mapped row of a row of <see cref="Source"/>, which moves along with it.</summary>
    public DataViewRow Map(DataViewRow row)
    {
        for (int i = 0; i < _mappers.Length; i++)
            row = new MissingImageRow(_mappers[i].GetRow(row, _needed[i + 1]));
        return row;
    }
}
