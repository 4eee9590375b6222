using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Applying;

/// <summary>trackRunningStats: false: how rows are read. In order, lazily, no more than a batch ahead, with the other columns in step.</summary>
public sealed class BatchwiseCursorTests
{
    private const int Rows = 10;
    private const int BatchSize = 4;

    private readonly MLContext _ml = new();

    [Fact]
    public void Cursor_StepByStep_ReadsABatchAhead()
    {
        WatchedView source = Source();
        IDataView view = Transform(source);
        Assert.Equal(0, source.Cursors);

        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Y"]]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Y"]);
        VBuffer<float> value = default;
        Assert.Equal(0, source.Rows);

        // One cursor stands on the row, the other one is ahead, at the end of the row's batch.
        foreach (int ahead in (int[])[4, 4, 4, 4, 8, 8, 8, 8, 10, 10])
        {
            Assert.True(cursor.MoveNext());
            getter(ref value);
            Assert.Equal(cursor.Position + 1 + ahead, source.Rows);
        }

        Assert.False(cursor.MoveNext());
    }

    [Fact]
    public void Cursor_OfOtherColumnsOnly_ReadsNothingAhead()
    {
        WatchedView source = Source();
        IDataView view = Transform(source);
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Id"]]);
        Assert.True(cursor.MoveNext());

        Assert.Equal(1, source.Cursors);
        Assert.Equal(1, source.Rows);
    }

    [Fact]
    public void Cursor_Always_HasTheSchemaOfItsView()
    {
        IDataView view = Transform(Source());
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Y"]]);

        Assert.Same(view.Schema, cursor.Schema);
        Assert.Equal(["Id", "X", "Y"], cursor.Schema.Select(column => column.Name));
        Assert.True(cursor.IsColumnActive(cursor.Schema["Y"]));
        Assert.False(cursor.IsColumnActive(cursor.Schema["X"]));
    }

    [Fact]
    public void Cursor_OfAllColumns_KeepsThemInStep()
    {
        IDataView view = Transform(Source());
        float[][] expected = ColumnValues.Read(view, "Y");
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        ValueGetter<VBuffer<float>> y = cursor.GetGetter<VBuffer<float>>(view.Schema["Y"]);
        ValueGetter<VBuffer<float>> x = cursor.GetGetter<VBuffer<float>>(view.Schema["X"]);
        ValueGetter<int> id = cursor.GetGetter<int>(view.Schema["Id"]);
        float[][] rows = RandomRows.Singles(Rows, 2);

        for (int row = 0; cursor.MoveNext(); row++)
        {
            VBuffer<float> yValue = default, xValue = default;
            int idValue = -1;
            y(ref yValue);
            x(ref xValue);
            id(ref idValue);
            Assert.Equal(row, idValue);
            Assert.Equal(row, cursor.Position);
            Assert.Equal(rows[row], xValue.DenseValues());
            Assert.Equal(expected[row], yValue.DenseValues());
        }
    }

    [Fact]
    public void Cursors_InTurn_AgreeWithOneAlone()
    {
        WatchedView source = Source();
        IDataView view = Transform(source);
        float[][] expected = ColumnValues.Read(view, "Y");
        DataViewRowCursor[] cursors = [.. Enumerable.Range(0, 5).Select(_ => view.GetRowCursor([view.Schema["Y"]]))];
        ValueGetter<VBuffer<float>>[] getters = [.. cursors.Select(cursor => cursor.GetGetter<VBuffer<float>>(view.Schema["Y"]))];

        // The cursors stand on different rows, in different batches.
        int read = 0;
        for (int step = 0; step < Rows + cursors.Length; step++)
        {
            for (int i = 0; i < cursors.Length; i++)
            {
                if (step < i || !cursors[i].MoveNext())
                    continue;
                VBuffer<float> value = default;
                getters[i](ref value);
                Assert.Equal(expected[step - i], value.DenseValues());
                read++;
            }
        }

        Assert.Equal(cursors.Length * Rows, read);
        Array.ForEach(cursors, cursor => cursor.Dispose());
        Assert.Equal(0, source.OpenCursors);
    }

    [Fact]
    public void Cursor_OnManyThreads_GivesTheSameRows()
    {
        IDataView view = Transform(Source());
        float[][] expected = ColumnValues.Read(view, "Y");
        float[][][] actual = new float[8][][];
        Parallel.For(0, actual.Length, i => actual[i] = ColumnValues.Read(view, "Y"));

        Assert.All(actual, rows => Bits.AssertEqual(expected, rows));
    }

    [Fact]
    public void GetRowCursorSet_OfMany_GivesOneInOrder()
    {
        IDataView view = Transform(Source());
        DataViewRowCursor[] cursors = view.GetRowCursorSet([view.Schema["Y"]], 4);

        Assert.Single(cursors);
        cursors[0].Dispose();
    }

    [Fact]
    public void View_OfBatches_CannotBeShuffled()
    {
        IDataView view = Transform(_ml.Data.Cache(Source()));
        float[][] expected = ColumnValues.Read(view, "Y");
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Y"]], new Random(1));
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(view.Schema["Y"]);

        Assert.False(view.CanShuffle);
        for (int row = 0; cursor.MoveNext(); row++)
        {
            VBuffer<float> value = default;
            getter(ref value);
            Assert.Equal(expected[row], value.DenseValues());
        }
    }

    [Fact]
    public void GetRowCount_OfKnownSource_Tells()
    {
        Assert.Equal(Rows, Transform(Source()).GetRowCount());
        Assert.Null(Transform(Source(knowsRowCount: false)).GetRowCount());
    }

    private WatchedView Source(bool knowsRowCount = true)
    {
        float[][] rows = RandomRows.Singles(Rows, 2);
        return new(_ml.Data.LoadFromEnumerable(rows.Select((row, i) => new TableRow { Id = i, X = row }).ToArray())) { KnowsRowCount = knowsRowCount };
    }

    private IDataView Transform(IDataView source) =>
        _ml.Transforms.NormalizeBatch("Y", "X", BatchSize, trackRunningStats: false).Fit(source).Transform(source);

    private sealed class TableRow
    {
        public int Id { get; set; }

        [VectorType(2)]
        public float[] X { get; set; } = [];
    }
}
