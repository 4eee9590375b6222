using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.Rows;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>The tables of characteristics in the API's documentation say what the estimators do.</summary>
public sealed class CharacteristicsTests
{
    private const string NormalizeBatch = "M:Microsoft.ML.BatchNormCatalog.NormalizeBatch(";
    private const string NormalizeChannels = "M:Microsoft.ML.BatchNormCatalog.NormalizeChannels(";
    private const string AdaptOnnxModel = "M:Microsoft.ML.OnnxAdaptationCatalog.AdaptOnnxModel(";
    private const string BatchNormLayer = "T:MlNetBatchNorm.BatchNormLayer";
    private const int Rows = 5;

    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string, string> Estimators() => new()
    {
        { NormalizeBatch, "Yes, in one pass" },
        { NormalizeChannels, "No; at most the first row is read, for a warning about other units" },
    };

    [Theory]
    [MemberData(nameof(Estimators))]
    public void Look_IsWhatAFitReads(string member, string expected)
    {
        var view = new WatchedView(View(new VectorDataViewType(NumberDataViewType.Single, 1, 2, 5), i => Buffer(i * 1f)));
        Create(member).Fit(view);

        Assert.Equal(expected, Of(member)["Does this estimator need to look at the data to train its parameters?"]);
        Assert.Equal(member == NormalizeBatch ? Rows : 1, view.Rows);
    }

    /// <summary>Images, and numbers and vectors of each of the three types.</summary>
    [Theory]
    [MemberData(nameof(Estimators))]
    public void Types_AreWhatAFitTakesAndGives(string member, string look)
    {
        Assert.NotEmpty(look);
        Assert.Equal("Image of known size; number, or vector of known size with one to four dimensions, of Single, Double or Byte", Of(member)["Input column data type"]);
        Assert.Equal("Vector, or number, of Double if the input is of Double, and of Single otherwise", Of(member)["Output column data type"]);
        (IDataView Input, DataViewType Item)[] views =
        [
            (ImageColumns.View(ImageColumns.Random(Rows, 4, 5)), NumberDataViewType.Single),
            .. Views<float>(NumberDataViewType.Single, NumberDataViewType.Single, i => i),
            .. Views<double>(NumberDataViewType.Double, NumberDataViewType.Double, i => i),
            .. Views<byte>(NumberDataViewType.Byte, NumberDataViewType.Single, i => (byte)i),
        ];
        foreach ((IDataView input, DataViewType item) in views)
        {
            DataViewSchema.Column column = input.Schema[0];
            DataViewType output = Create(member, column.Name).Fit(input).Transform(input).Schema["Y"].Type;
            Assert.Equal(item, output is VectorDataViewType vector ? vector.ItemType : output);
            Assert.Equal(column.Type is NumberDataViewType, output is NumberDataViewType);
        }
    }

    [Theory]
    [MemberData(nameof(Estimators))]
    public void Onnx_IsWhatCanBeSaved(string member, string look)
    {
        Assert.NotEmpty(look);
        Assert.Equal("Yes; image columns with SaveAsOnnx, as their pixels", Of(member)["Exportable to ONNX"]);
        foreach (IDataView input in (IDataView[])[ImageColumns.View(ImageColumns.Random(Rows, 4, 5)), View(NumberDataViewType.Single, i => (float)i)])
        {
            using var stream = new MemoryStream();
            Create(member, input.Schema[0].Name).Fit(input).SaveAsOnnx(stream);
            Assert.NotEqual(0, stream.Length);
        }
    }

    [Theory]
    [InlineData(NormalizeBatch, "MlNetBatchNorm")]
    [InlineData(NormalizeChannels, "MlNetBatchNorm")]
    [InlineData(BatchNormLayer, "MlNetBatchNorm")]
    [InlineData(AdaptOnnxModel, "MlNetBatchNorm.OnnxTransformer")]
    public void Package_IsThatOfTheType(string member, string package)
    {
        string assembly = (member == AdaptOnnxModel ? typeof(OnnxAdaptationEstimator) : typeof(BatchNormEstimator)).Assembly.GetName().Name!;
        Assert.Equal(package, assembly);
        Assert.Equal(package, Of(member)["Required NuGet in addition to Microsoft.ML"].Split(',')[0]);
    }

    private static Dictionary<string, string> Of(string member) => ApiReference.Documentation
        .Where(entry => entry.Key.StartsWith(member, StringComparison.Ordinal) && entry.Value.Element("example") is not null)
        .SelectMany(entry => entry.Value.Element("remarks")!.Element("list")!.Elements("item"))
        .ToDictionary(item => item.Element("term")!.Value, item => item.Element("description")!.Value);

    private BatchNormEstimator Create(string member, string column = "X") => member == NormalizeBatch
        ? _ml.Transforms.NormalizeBatch("Y", column, statistics: BatchNormStatistics.Exact)
        : _ml.Transforms.NormalizeChannels("Y", column, [0.5f], [0.25f], imageChannels: ImageChannels.Gray);

    private static IEnumerable<(IDataView Input, DataViewType Item)> Views<T>(PrimitiveDataViewType type, DataViewType output, Func<int, T> value)
    {
        yield return (View(type, value), output);
        yield return (View(new VectorDataViewType(type, 1, 2, 5), i => Buffer(value(i))), output);
    }

    private static ListView<T> View<T>(DataViewType type, Func<int, T> value) => new("X", type, [.. Enumerable.Range(0, Rows).Select(value)]);

    private static VBuffer<T> Buffer<T>(T value) => new(10, [.. Enumerable.Repeat(value, 10)]);
}
