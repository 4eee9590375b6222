using System.IO.Compression;
using System.Reflection;
using System.Text;
using Microsoft.ML;
using MlNetBatchNorm.Tests.Onnx;

namespace MlNetBatchNorm.Tests.Stock;

/// <summary>Saved models of the stock equivalent, where the library is not installed.</summary>
public sealed class StockModelTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".zip");
    private readonly MLContext _ml = new();
    private readonly LayoutCase _layout = LayoutCase.Named("image_last");
    private readonly BatchNormTransformer _transformer;
    private readonly float[][] _rows;

    public StockModelTests()
    {
        _transformer = _layout.Fit<float>(_ml, _layout.Parameters(0.5, 1.25));
        _rows = _layout.Rows<float>(0.5);
    }

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Load_OfTheStockEquivalent_WorksWithoutTheLibrary()
    {
        Save(_transformer.CreateStockEquivalent(_ml));
        float[] expected = [.. ColumnValues.Read(_transformer.Transform(Data), "Y").SelectMany(row => row)];
        float[] actual = [.. new WithoutLibrary().Apply(_path, _rows, _layout.Dimensions, "Y").SelectMany(row => row)];
        Close.AssertRelative(expected, actual, 1e-5);
    }

    [Fact]
    public void Load_OfTheTransformerItself_NeedsTheLibrary()
    {
        Save(_transformer);
        Assert.Throws<TargetInvocationException>(() => new WithoutLibrary().Apply(_path, _rows, _layout.Dimensions, "Y"));
    }

    [Fact]
    public void Save_OfTheStockEquivalent_NamesNothingOfTheLibrary()
    {
        Save(_transformer.CreateStockEquivalent(_ml));
        using ZipArchive model = ZipFile.OpenRead(_path);
        Assert.NotEmpty(model.Entries);
        Assert.All(model.Entries, entry => Assert.DoesNotContain("MlNetBatchNorm", entry.FullName + Text(entry), StringComparison.Ordinal));
    }

    private IDataView Data => ColumnValues.View(_ml, _rows, _layout.Dimensions);

    private void Save(ITransformer model) => _ml.Model.Save(model, Data.Schema, _path);

    private static string Text(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open(), Encoding.Latin1);
        return reader.ReadToEnd();
    }
}
