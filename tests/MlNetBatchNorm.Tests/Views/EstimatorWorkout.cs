using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetBatchNorm.Tests.Views;

/// <summary>
/// What must hold for any estimator and the transformer that it gives: what is promised is delivered, fits and models repeat to the bit, the
/// input stays as it is, and rows are the same however they are read.
/// </summary>
internal static class EstimatorWorkout
{
    /// <param name="estimator">The estimator.</param>
    /// <param name="data">Rows that it can be fitted on and applied to.</param>
    /// <param name="unfit">Views that neither the estimator nor its transformer can take.</param>
    public static void Run(IEstimator<ITransformer> estimator, MemoryView data, params IDataView[] unfit)
    {
        var ml = new MLContext();
        string[] before = ViewText.Rows(data);
        ITransformer transformer = estimator.Fit(data);
        ITransformer loaded = CheckModel(ml, estimator, transformer, data);

        SchemaShapes.AssertSame(estimator.GetOutputSchema(SchemaShapes.Of(data.Schema)), SchemaShapes.Of(transformer.GetOutputSchema(data.Schema)));
        CheckApplying(ml, transformer, data);
        CheckApplying(ml, loaded, data);
        Assert.Equal(ViewText.Rows(transformer.Transform(data)), ViewText.Rows(loaded.Transform(data)));

        foreach (IDataView view in unfit)
        {
            SchemaShape shape = SchemaShapes.Of(view.Schema);
            AssertRefused(() => estimator.GetOutputSchema(shape));
            AssertRefused(() => estimator.Fit(view));
            AssertRefused(transformer, view);
            AssertRefused(loaded, view);
        }

        Assert.Equal(before, ViewText.Rows(data));
        Assert.Equal(0, data.OpenCursors);
    }

    /// <summary>Asserts that a fitted transformer does not take a view.</summary>
    public static void AssertRefused(ITransformer transformer, IDataView view)
    {
        AssertRefused(() => transformer.GetOutputSchema(view.Schema));
        AssertRefused(() => transformer.Transform(view));
        AssertRefused(() => transformer.GetRowToRowMapper(view.Schema));
    }

    /// <summary>Two fits, and a model that was saved and loaded, are the same to the bit.</summary>
    private static ITransformer CheckModel(MLContext ml, IEstimator<ITransformer> estimator, ITransformer transformer, MemoryView data)
    {
        var saved = SavedModel.Of(ml, transformer, data.Schema);
        Assert.Equal(saved.Contents(), SavedModel.Of(ml, estimator.Fit(data), data.Schema).Contents());

        ITransformer loaded = saved.Load(out DataViewSchema schema);
        Assert.Equal(transformer.GetType(), loaded.GetType());
        // ML.NET has no way to write the type of an image column down, and leaves such columns out of the model's schema.
        Assert.Equal(ViewText.Schema(data.Schema.Where(column => column.Type is not ImageDataViewType)), ViewText.Schema(schema));
        Assert.Equal(saved.Contents(), SavedModel.Of(ml, loaded, schema).Contents());
        return loaded;
    }

    private static void CheckApplying(MLContext ml, ITransformer transformer, MemoryView data)
    {
        IDataView output = transformer.Transform(data);
        string schema = ViewText.Schema(output.Schema);
        Assert.Equal(schema, ViewText.Schema(transformer.GetOutputSchema(data.Schema)));
        Assert.Equal(data.GetRowCount(), output.GetRowCount());
        CursorWorkout.Run(output);
        CheckResultsAreOwn(data, output);

        if (!transformer.IsRowToRowMapper)
        {
            AssertRefused(() => transformer.GetRowToRowMapper(data.Schema));
            return;
        }

        IRowToRowMapper mapper = transformer.GetRowToRowMapper(data.Schema);
        Assert.Same(data.Schema, mapper.InputSchema);
        Assert.Equal(schema, ViewText.Schema(mapper.OutputSchema));
        CheckRowsAlone(ml, transformer, mapper, data);
    }

    /// <summary>Whoever reads a made value may write into it: it is shared neither with the source nor with the next reader.</summary>
    private static void CheckResultsAreOwn(MemoryView data, IDataView output)
    {
        string[] expectedInput = ViewText.Rows(data);
        string[] expected = ViewText.Rows(output);
        using (DataViewRowCursor cursor = output.GetRowCursor(output.Schema))
        {
            CellReader[] made = [.. Made(data.Schema, output.Schema).Select(column => CellReader.Of(cursor, column))];
            Assert.NotEmpty(made);
            while (cursor.MoveNext())
            {
                foreach (CellReader reader in made)
                {
                    string value = reader.Read();
                    reader.Overwrite();
                    Assert.Equal(value, reader.Read());
                    reader.Overwrite();
                }
            }
        }

        Assert.Equal(expected, ViewText.Rows(output));
        Assert.Equal(expectedInput, ViewText.Rows(data));
    }

    /// <summary>A row alone, in a view or by the mapper of a prediction engine, becomes what it becomes among the others.</summary>
    private static void CheckRowsAlone(MLContext ml, ITransformer transformer, IRowToRowMapper mapper, MemoryView data)
    {
        string[] together = [.. ViewText.Rows(transformer.Transform(data)).Select(WithoutId)];
        using DataViewRowCursor cursor = data.GetRowCursor(data.Schema);
        DataViewRow row = mapper.GetRow(cursor, mapper.OutputSchema);
        (string Name, CellReader Reader)[] cells = [.. mapper.OutputSchema.Select(column => (column.Name, CellReader.Of(row, column)))];
        for (int i = 0; cursor.MoveNext(); i++)
        {
            Assert.Equal(together[i], string.Join(" ", cells.Select(cell => $"{cell.Name}: {cell.Reader.Read()}")));
            IDataView one = ml.Data.TakeRows(i == 0 ? data : ml.Data.SkipRows(data, i), 1);
            Assert.Equal([together[i]], ViewText.Rows(transformer.Transform(one)).Select(WithoutId));
        }
    }

    /// <summary>The columns that are new, or that hide one of the input's by its name.</summary>
    private static IEnumerable<DataViewSchema.Column> Made(DataViewSchema input, DataViewSchema output) => output.Where(column =>
        !column.IsHidden && (input.GetColumnOrNull(column.Name) is null || output.Any(other => other.IsHidden && other.Name == column.Name)));

    private static string WithoutId(string row) => row[(row.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    private static void AssertRefused(Action action)
    {
        Exception? refusal = Record.Exception(action);
        Assert.True(refusal is ArgumentOutOfRangeException or InvalidOperationException, $"Not refused, or otherwise: {refusal}");
    }
}
