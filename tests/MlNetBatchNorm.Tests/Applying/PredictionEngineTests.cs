using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Applying;

/// <summary>A prediction engine gives a row the values that it has in a transformed view.</summary>
public sealed class PredictionEngineTests
{
    private readonly MLContext _ml = new();

    [Fact]
    public void Predict_OfSingles_GivesTransformsValues() => PredictAndTransform<float, float>();

    [Fact]
    public void Predict_OfDoubles_GivesTransformsValues() => PredictAndTransform<double, double>();

    [Fact]
    public void Predict_OfBytes_GivesTransformsValues() => PredictAndTransform<byte, float>();

    private void PredictAndTransform<TSource, T>() where TSource : unmanaged where T : unmanaged
    {
        TSource[][] rows = TestRows.Create<TSource>(9, 12);
        MemoryView view = new(MemoryColumn.Vectors("X", rows, [3, 4]));
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X").Fit(view);
        T[][] transformed = ColumnValues.Read<T>(transformer.Transform(view), "Y");

        var schema = SchemaDefinition.Create(typeof(Source<TSource>));
        schema["X"].ColumnType = view.Schema["X"].Type;
        ITransformer loaded = SavedModel.Of(_ml, transformer, view.Schema).Load();
        foreach (ITransformer model in (ITransformer[])[transformer, loaded])
        {
            using PredictionEngine<Source<TSource>, Result<T>> engine =
                _ml.Model.CreatePredictionEngine<Source<TSource>, Result<T>>(model, inputSchemaDefinition: schema);
            Assert.Equal(transformed, rows.Select(row => engine.Predict(new Source<TSource> { X = row }).Y));
        }
    }

    private sealed class Source<T>
    {
        public T[] X { get; set; } = [];
    }

    private sealed class Result<T>
    {
        public T[] Y { get; set; } = [];
    }
}
