using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetBatchNorm.Tests.Views;

[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]

namespace MlNetBatchNorm.Tests.Registration;

/// <summary>
/// The second loader that a model's signature names: it makes the row mapper alone, for a schema. ML.NET calls it where a view was saved.
/// </summary>
public sealed class RowMapperLoaderTests
{
    private const string Entry = "Entry";

    private readonly MLContext _ml = new();

    [Fact]
    public void LoadModel_OfRowMapper_MapsAsTheTransformerDoes()
    {
        MemoryView view = View(3, 4);
        BatchNormTransformer transformer = Fit(view);

        IRowMapper mapper = LoadMapper(transformer, view.Schema);

        Assert.Equal(["Y: Vector<Single, 3, 4>", "Z: Vector<Single, 3, 4>"], mapper.GetOutputColumns().Select(column => $"{column.Name}: {column.Type}"));
        IDataView mapped = new RowToRowMapperTransform(_ml, view, mapper, mapperFactory: null);
        Assert.Equal(ViewText.Rows(transformer.Transform(view)), ViewText.Rows(mapped));
    }

    [Fact]
    public void LoadModel_OfRowMapperForAnotherSchema_NamesTheColumn()
    {
        BatchNormTransformer transformer = Fit(View(3, 4));

        Exception error = Assert.ThrowsAny<Exception>(() => LoadMapper(transformer, View(3, 5).Schema)).GetBaseException();

        Assert.IsType<ArgumentOutOfRangeException>(error);
        Assert.StartsWith("Input column 'X' must be a vector of Single with dimensions 3x4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadModel_OfSavedView_GivesTheSameRows()
    {
        MemoryView view = View(3, 4);
        IDataView transformed = Fit(view).Transform(view);

        using RepositoryReader reader = Save((ICanSaveModel)transformed);
        ModelLoadContext.LoadModel<IDataView, SignatureLoadDataTransform>(_ml, out IDataView loaded, reader, Entry, view);

        Assert.Equal(ViewText.Rows(transformed), ViewText.Rows(loaded));
    }

    [Fact]
    public void Save_OfAViewOfBatches_SaysWhoSaves()
    {
        MemoryView view = View(3, 4);
        IDataView transformed = _ml.Transforms.NormalizeBatch("Y", "X", trackRunningStats: false).Fit(view).Transform(view);

        NotSupportedException error = Assert.Throws<NotSupportedException>(() => ((ICanSaveModel)transformed).Save(null!));

        Assert.Equal("A model is saved by its transformer, not by a view.", error.Message);
    }

    private static MemoryView View(params int[] dimensions) =>
        new(MemoryColumn.Vectors("X", TestRows.Create<float>(4, dimensions[0] * dimensions[1]), dimensions));

    private BatchNormTransformer Fit(IDataView view) => _ml.Transforms.NormalizeBatch([new("Y", "X"), new("Z", "X")]).Fit(view);

    private IRowMapper LoadMapper(BatchNormTransformer transformer, DataViewSchema schema)
    {
        using RepositoryReader reader = Save(transformer);
        ModelLoadContext.LoadModel<IRowMapper, SignatureLoadRowMapper>(_ml, out IRowMapper mapper, reader, Entry, schema);
        return mapper;
    }

    private RepositoryReader Save(ICanSaveModel model)
    {
        var stream = new MemoryStream();
        using (RepositoryWriter writer = RepositoryWriter.CreateNew(stream, _ml))
        {
            ModelSaveContext.SaveModel(writer, model, Entry);
            writer.Commit();
        }

        return RepositoryReader.Open(stream, _ml);
    }
}
