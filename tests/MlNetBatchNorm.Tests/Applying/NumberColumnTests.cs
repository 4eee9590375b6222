using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.Onnx;

namespace MlNetBatchNorm.Tests.Applying;

/// <summary>Columns of single numbers, which ML.NET's own normalizers take.</summary>
public sealed class NumberColumnTests
{
    private readonly MLContext _ml = new();
    private readonly IDataView _rows;

    public NumberColumnTests() => _rows = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 50).Select(i => new Row { X = i, D = i / 7.0, B = (byte)(i * 5) }));

    [Fact]
    public void Fit_OfNumbers_GivesNumbersOfMean0AndDeviation1()
    {
        IDataView actual = _ml.Transforms.NormalizeBatch([new("X"), new("D"), new("Y", "B")],
            new BatchNormEstimator.Options { Statistics = BatchNormStatistics.Exact, Epsilon = 0 }).Fit(_rows).Transform(_rows);

        AssertStandardized([.. actual.GetColumn<float>("X").Select(value => (double)value)]);
        AssertStandardized([.. actual.GetColumn<double>("D")]);
        AssertStandardized([.. actual.GetColumn<float>("Y").Select(value => (double)value)]);
    }

    [Fact]
    public void NormalizeChannels_OfANumber_MapsIt()
    {
        IDataView actual = _ml.Transforms.NormalizeChannels("Y", "X", [10], [4]).Fit(_rows).Transform(_rows);

        Assert.Equal(Enumerable.Range(0, 50).Select(i => (i - 10) / 4f), actual.GetColumn<float>("Y"));
    }

    [Fact]
    public void CreateInverse_OfANumber_GivesItBack()
    {
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X", statistics: BatchNormStatistics.Exact).Fit(_rows);
        float[] actual = [.. transformer.CreateInverse().Transform(transformer.Transform(_rows)).GetColumn<float>("X")];

        for (int i = 0; i < actual.Length; i++)
            Assert.Equal(i, actual[i], 1e-4f);
    }

    [Fact]
    public void CreateStockEquivalent_OfNumbers_GivesTheSameNumbers()
    {
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch([new("Y", "X"), new("Z", "D")],
            new BatchNormEstimator.Options { Statistics = BatchNormStatistics.Exact }).Fit(_rows);
        IDataView expected = transformer.Transform(_rows);
        IDataView actual = transformer.CreateStockEquivalent(_ml).Transform(_rows);

        Assert.All(expected.GetColumn<float>("Y").Zip(actual.GetColumn<float>("Y")), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.All(expected.GetColumn<double>("Z").Zip(actual.GetColumn<double>("Z")), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }

    [Fact]
    public void SaveAsOnnx_OfANumber_GivesTheSameNumbers()
    {
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X", statistics: BatchNormStatistics.Exact).Fit(_rows);
        using var onnx = new OnnxRuntimeModel(transformer);
        float[] actual = onnx.Run<float, float>([.. Enumerable.Range(0, 50).Select(i => new[] { (float)i })], [1]);

        Assert.All(transformer.Transform(_rows).GetColumn<float>("Y").Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Transform_OfAVectorInsteadOfANumber_IsRefused()
    {
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X").Fit(_rows);
        ErrorText.IsOfColumn(
            "Input column 'X' must be a number of type Single, as in the fit, but is a vector of Single with dimensions 1. Bring it into that form before " +
            "(ResizeImages, for example), or fit again on this form.",
            () => transformer.Transform(ColumnValues.View(_ml, RandomRows.Singles(3, 1), 1)));
    }

    [Fact]
    public void PredictionEngine_OfANumber_GivesANumber()
    {
        ITransformer model = Models.SaveAndLoad(_ml, _ml.Transforms.NormalizeChannels("Y", "X", [10], [4]).Fit(_rows), _rows);
        using PredictionEngine<Row, Output> engine = _ml.Model.CreatePredictionEngine<Row, Output>(model);

        Assert.Equal(2.5f, engine.Predict(new Row { X = 20 }).Y);
    }

    private static void AssertStandardized(double[] values)
    {
        Assert.Equal(0, values.Average(), 1e-6);
        Assert.Equal(1, values.Sum(value => value * value) / (values.Length - 1), 1e-5);
    }

    private sealed class Row
    {
        public float X { get; set; }

        public double D { get; set; }

        public byte B { get; set; }
    }

    private sealed class Output
    {
        public float Y { get; set; }
    }
}
