using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MlNetBatchNorm.Tests.Onnx;

namespace MlNetBatchNorm.Tests.Stock;

/// <summary>The chain of ML.NET's own normalizers, against the transformer it stands for.</summary>
public sealed class StockEquivalentTests
{
    private const double Tolerance = 1e-5;

    private static readonly float[][] Rows = [[1, 10], [3, 30], [8, 80]];

    private readonly MLContext _ml = new();

    public static TheoryData<string> Layouts() => LayoutCase.Names();

    [Theory]
    [MemberData(nameof(Layouts))]
    public void CreateStockEquivalent_OfSingles_GivesTheTransformersValues(string name) => Check<float>(name, 0.5, 1.25, Tolerance);

    [Theory]
    [MemberData(nameof(Layouts))]
    public void CreateStockEquivalent_OfDoubles_GivesTheTransformersValues(string name) => Check<double>(name, 0.5, 1.25, 1e-13);

    [Theory]
    [MemberData(nameof(Layouts))]
    public void CreateStockEquivalent_OfAMeanSomeDeviationsFromZero_GivesTheTransformersValues(string name) => Check<float>(name, 50, 1.25, Tolerance);

    [Theory]
    [MemberData(nameof(Layouts))]
    public void CreateStockEquivalent_OfDoublesThousandsOfDeviationsFromZero_GivesTheTransformersValues(string name) =>
        Check<double>(name, 1e4, 1.25, 1e-10);

    [Fact]
    public void CreateStockEquivalent_OfAnyMean_IsWithinTheToleranceOrRefused()
    {
        int refused = 0;
        for (float mean = 10; mean < 1000; mean *= 1.07f)
        {
            float[][] rows = [.. Enumerable.Range(-6, 13).Select(i => new[] { mean + (0.31f * i) })];
            BatchNormTransformer transformer = _ml.Transforms
                .NormalizeBatch("Y", ColumnValues.Input, new BatchNormParameters([mean], [1.3f], [1.7f], [-0.6f])).Fit(ColumnValues.View(_ml, rows, 1));
            try
            {
                IDataView actual = transformer.CreateStockEquivalent(_ml).Transform(ColumnValues.View(_ml, rows, 1));
                float[][] expected = ColumnValues.Read(transformer.Transform(ColumnValues.View(_ml, rows, 1)), "Y");
                Close.AssertWithin([.. expected.SelectMany(row => row)], [.. ColumnValues.Read(actual, "Y").SelectMany(row => row)],
                    i => Tolerance * Math.Max(1, Math.Abs(expected[i][0])));
            }
            catch (InvalidOperationException)
            {
                refused++;
                Assert.True(mean > 50, $"{mean} was refused");
            }
        }

        Assert.InRange(refused, 20, 50);
    }

    [Fact]
    public void CreateStockEquivalent_Always_IsMadeOfMlNetsNormalizers()
    {
        LayoutCase layout = LayoutCase.Named("image_first");
        var chain = Assert.IsType<TransformerChain<ITransformer>>(layout.Fit<float>(_ml, layout.Parameters(0.5, 1)).CreateStockEquivalent(_ml));
        Assert.All(chain, step => Assert.IsType<NormalizingTransformer>(step));
    }

    [Fact]
    public void CreateStockEquivalent_WithoutWeightAndBias_SubtractsTheMeanExactly()
    {
        BatchNormTransformer transformer = _ml.Transforms
            .NormalizeBatch("Y", ColumnValues.Input, new BatchNormParameters([3, 30], [4, 16], epsilon: 0)).Fit(ColumnValues.View(_ml, Rows, 2));
        IDataView applied = transformer.CreateStockEquivalent(_ml).Transform(ColumnValues.View(_ml, Rows, 2));
        Assert.Equal([[-1, -5], [0, 0], [2.5f, 12.5f]], ColumnValues.Read(applied, "Y"));
    }

    [Fact]
    public void CreateStockEquivalent_OfSeveralColumnsOneInPlace_ReadsTheColumnBeforeItIsWritten()
    {
        IDataView data = ColumnValues.View(_ml, Rows, 2);
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch([new(ColumnValues.Input, ColumnValues.Input), new("A", ColumnValues.Input)]).Fit(data);
        IDataView expected = transformer.Transform(data);
        IDataView actual = transformer.CreateStockEquivalent(_ml).Transform(data);
        AssertSame<float>(expected, actual, "A", Tolerance);
        AssertSame<float>(expected, actual, ColumnValues.Input, Tolerance);
    }

    [Fact]
    public void CreateStockEquivalent_WithoutAContext_Throws()
    {
        LayoutCase layout = LayoutCase.Named("features");
        Assert.Throws<ArgumentNullException>("mlContext", () => layout.Fit<float>(_ml, layout.Parameters(0, 1)).CreateStockEquivalent(null!));
    }

    private void Check<T>(string name, double mean, double deviation, double tolerance) where T : struct, IConvertible
    {
        LayoutCase layout = LayoutCase.Named(name);
        BatchNormTransformer transformer = layout.Fit<T>(_ml, layout.Parameters(mean, deviation));
        IDataView data = ColumnValues.View(_ml, layout.Rows<T>(mean), layout.Dimensions);
        IDataView expected = transformer.Transform(data);
        IDataView actual = transformer.CreateStockEquivalent(_ml).Transform(data);
        Assert.Equal(expected.Schema["Y"].Type, actual.Schema["Y"].Type);
        AssertSame<T>(expected, actual, "Y", tolerance);
    }

    private static void AssertSame<T>(IDataView expected, IDataView actual, string column, double tolerance) where T : struct, IConvertible =>
        Close.AssertRelative(
            [.. ColumnValues.Read<T>(expected, column).SelectMany(row => row)], [.. ColumnValues.Read<T>(actual, column).SelectMany(row => row)], tolerance);
}
