using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Data.IO;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;
using MlNetBatchNorm.Access;

namespace MlNetBatchNorm.Columns;

/// <summary>
/// Says why an input column is not there. ML.NET leaves image columns out of rows that it shuffles, caches or saves, without a word, and a list of
/// the columns that remain makes that look like a misspelled name.
/// </summary>
internal static class MissingColumn
{
    /// <exception cref="ArgumentOutOfRangeException">The view has no such column.</exception>
    public static void Check(IDataView view, InputOutputColumnPair pair) => Check(view, pair.InputColumnName, OfDefault(pair));

    /// <exception cref="ArgumentOutOfRangeException">The view has no such column.</exception>
    public static void Check(IDataView view, string columnName, string advice = "")
    {
        if (view.Schema.GetColumnOrNull(columnName) is null)
            throw Error(columnName, view.Schema.Where(other => !other.IsHidden).Select(other => other.Name), CauseIn(view, columnName) + advice);
    }

    /// <exception cref="ArgumentOutOfRangeException">The schema has no such column.</exception>
    public static void Check(SchemaShape schema, InputOutputColumnPair pair)
    {
        if (!schema.TryFindColumn(pair.InputColumnName, out _))
            throw Error(pair.InputColumnName, schema.Select(other => other.Name), CauseIn(schema, pair.InputColumnName) + OfDefault(pair));
    }

    public static Exception Error(string columnName, IEnumerable<string> present, string advice = "") =>
        Errors.Column(columnName, $"was not found. The columns are: {string.Join(", ", present)}.{advice}");

    private static string OfDefault(InputOutputColumnPair pair) => pair.InputColumnName == pair.OutputColumnName
        ? " The input defaults to the output column's name: to read another column, give its name as inputColumnName."
        : "";

    /// <summary>Follows the view back to where ML.NET left images out.</summary>
    private static string CauseIn(IDataView? view, string columnName)
    {
        for (; view is not null; view = (view as IDataTransform)?.Source)
        {
            string cause = view switch
            {
                RowShufflingTransformer shuffled when IsImage(shuffled.Source.Schema, columnName) =>
                    $" Before ShuffleRows, '{columnName}' was an image column, which ShuffleRows leaves out: shuffle the rows before LoadImages or ReadImages.",
                CacheDataView => IfImage(columnName, "ML.NET's cache (Cache, AppendCacheCheckpoint) leaves image columns out: cache after normalizing."),
                BinaryLoader => IfImage(columnName, "SaveAsBinary leaves image columns out: save the paths, and load the images after LoadFromBinary."),
                _ => "",
            };
            if (cause.Length > 0)
                return cause;
        }

        return "";
    }

    /// <summary>A schema alone doesn't know what its view was made from. Where there are images, or the name is nearly right, none were left out.</summary>
    private static string CauseIn(SchemaShape schema, string columnName) =>
        schema.Any(other => other.ItemType is ImageDataViewType || string.Equals(other.Name, columnName, StringComparison.OrdinalIgnoreCase))
        || !schema.Any(other => other.ItemType is TextDataViewType)
            ? ""
            : IfImage(columnName, "ShuffleRows, Cache, AppendCacheCheckpoint and SaveAsBinary leave image columns out: shuffle the rows before LoadImages or " +
                "ReadImages, and cache after normalizing.");

    private static string IfImage(string columnName, string cause) => $" If '{columnName}' is an image: {cause}";

    private static bool IsImage(DataViewSchema schema, string columnName) => schema.GetColumnOrNull(columnName)?.Type is ImageDataViewType;
}
