using MlNetBatchNorm.Access;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Statistics;

/// <summary>Adds statistics up, part by part.</summary>
internal sealed class StatisticsMerge(StatisticsContent first)
{
    private readonly ColumnMoments[] _columns = [.. first.Columns.Select(column => column with { Moments = column.Moments.Clone() })];
    private readonly List<ShardSet> _shards = [.. ShardsOf(first)];
    private NonFiniteHandling? _nonFinite = first.NonFinite;
    private long _rowsSkipped = first.RowsSkipped;

    /// <summary>The first reason why a part can't be added to those that are in; null if it can, unless a shard of it is in already.</summary>
    public ColumnDifference? FindDifference(StatisticsContent part) =>
        ColumnDifference.Find("columns", Names(first), Names(part))
        ?? _columns.Zip(part.Columns, (before, now) => ColumnDifference.Find(before.Column, now.Column)).FirstOrDefault(found => found is not null)
        ?? _columns.Zip(part.Columns, (before, now) => FindOtherMlNet(before.Column, now.Column)).FirstOrDefault(found => found is not null)
        ?? (_nonFinite is { } before && part.NonFinite is { } now ? ColumnDifference.Find("NonFinite", before, now) : null)
        ?? (ShardsOf(part).FirstOrDefault() is { } shards && _shards.Count > 0 ? ColumnDifference.Find("plan", Text(_shards[0]), Text(shards)) : null);

    /// <summary>Adds a part that has no difference.</summary>
    /// <exception cref="InvalidOperationException">There are more rows than a long counts.</exception>
    public void Add(StatisticsContent part)
    {
        try
        {
            _rowsSkipped = checked(_rowsSkipped + part.RowsSkipped);
            for (int i = 0; i < _columns.Length; i++)
            {
                ColumnShape column = _columns[i].Column;
                _columns[i].Moments.Merge(part.Columns[i].Moments);
                _columns[i] = _columns[i] with { Column = column with { ImagesOfMlNet = column.ImagesOfMlNet ?? part.Columns[i].Column.ImagesOfMlNet } };
            }
        }
        catch (OverflowException)
        {
            throw Errors.Data($"The merged statistics would have more than {long.MaxValue} rows. Check that no part was merged again and again.");
        }

        _nonFinite ??= part.NonFinite;
        _shards.AddRange(ShardsOf(part));
    }

    /// <summary>The statistics of all parts; the first shard that is in two of them is <paramref name="twice"/>, or that is null.</summary>
    public StatisticsContent Finish(out Shard? twice)
    {
        twice = null;
        ShardSet? shards = _shards.Count == 0 ? null : ShardSet.Union(_shards, out twice);
        return new StatisticsContent([.. _columns], _rowsSkipped, _nonFinite, shards);
    }

    private static ColumnDifference? FindOtherMlNet(ColumnShape before, ColumnShape now) => before.ImagesOfMlNet is { } first && now.ImagesOfMlNet is { } second
        ? ColumnDifference.Find($"major versions of ML.NET, which resize images to other pixels, in input column '{now.ColumnName}'", first, second)
        : null;

    private static IEnumerable<ShardSet> ShardsOf(StatisticsContent part) => part.Shards is { } shards ? [shards] : [];

    private static string Names(StatisticsContent part) => string.Join(", ", part.ColumnNames);

    private static string Text(ShardSet shards) => $"{shards.Planned} shards of '{shards.Plan}'";
}
