using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetBatchNorm.Tests.Views;
using Options = MlNetBatchNorm.BatchNormEstimator.Options;

namespace MlNetBatchNorm.Tests.Columns;

/// <summary>Columns that cannot be fitted, or that are not what was fitted.</summary>
public sealed class ColumnErrorTests
{
    private const string UnknownSizeText =
        "Input column 'X' is a vector of Single of unknown size, but its size must be known. Give the property a VectorType attribute with the " +
        "dimensions, or set the column's type in the SchemaDefinition.";

    private readonly MLContext _ml = new();

    [Fact]
    public void Fit_WithoutTheColumn_ListsTheColumns()
    {
        MemoryView view = new(MemoryColumn.Text("Label"), MemoryColumn.Empty<float>("x", [3]));
        const string expected = "Input column 'X' was not found. The columns are: Label, x.";
        ErrorText.IsOfColumn(expected, () => _ml.Transforms.NormalizeBatch("Y", "X").Fit(view));
        ErrorText.IsOfColumn(expected, () => _ml.Transforms.NormalizeBatch("Y", "X").GetOutputSchema(SchemaShapes.Of(view.Schema)));
    }

    [Fact]
    public void Fit_OnInteger_SaysWhatIsNeeded() =>
        AssertWrongType(MemoryColumn.Create<int>("X", NumberDataViewType.Int32, []), "Int32", "Int32");

    [Fact]
    public void Fit_OnText_SaysWhatIsNeeded() => AssertWrongType(MemoryColumn.Text("X"), "String", "String");

    [Fact]
    public void Fit_OnKey_SaysWhatIsNeeded() =>
        AssertWrongType(MemoryColumn.Create<uint>("X", new KeyDataViewType(typeof(uint), 5), []), "Key<UInt32, 0-4>", "Key<UInt32>");

    [Fact]
    public void Fit_OnVectorOfInt_SaysWhatIsNeeded() =>
        AssertWrongType(MemoryColumn.Empty<int>("X", [3, 4]), "Vector<Int32, 3, 4>", "Vector<Int32>");

    [Fact]
    public void Fit_OnVectorOfKeys_SaysWhatIsNeeded() => AssertWrongType(
        MemoryColumn.Create<VBuffer<byte>>("X", new VectorDataViewType(new KeyDataViewType(typeof(byte), 5), 3), []),
        "Vector<Key<Byte, 0-4>, 3>", "Vector<Key<Byte>>");

    [Fact]
    public void Fit_OnVectorOfUnknownSize_AsksForTheSize()
    {
        MemoryView view = new(UnknownSize());
        ErrorText.IsOfColumn(UnknownSizeText, () => _ml.Transforms.NormalizeBatch("Y", "X").Fit(view));
        ErrorText.IsOfColumn(UnknownSizeText, () => _ml.Transforms.NormalizeBatch("Y", "X").GetOutputSchema(SchemaShapes.Of(view.Schema)));
    }

    [Fact]
    public void Fit_OnVectorOfIntOfUnknownSize_SaysWhatIsNeeded() => AssertWrongType(
        MemoryColumn.Create<VBuffer<int>>("X", new VectorDataViewType(NumberDataViewType.Int32), []), "Vector<Int32>", "VarVector<Int32>");

    [Fact]
    public void Fit_OnFiveDimensions_SaysWhatIsNeeded() =>
        AssertColumn(WrongType("Vector<Single, 1, 2, 3, 4, 5>"), [1, 2, 3, 4, 5], new());

    [Theory]
    [InlineData(3, 4, 4)]
    [InlineData(4, 4, 3)]
    [InlineData(3, 5, 3)]
    [InlineData(1, 1, 1)]
    public void Fit_WhereBothEndsMayBeChannels_AsksForLayout(int first, int middle, int last) => AssertColumn(
        $"Input column 'X' has dimensions {first}x{middle}x{last}, whose first and last may both be the channels. Set Layout to ChannelsFirst or " +
        "ChannelsLast.", [first, middle, last], new());

    [Fact]
    public void Fit_WhereBothEndsAreNumFeatures_AsksForLayout() => AssertColumn(
        "Input column 'X' has dimensions 8x5x8, whose first and last may both be the channels. Set Layout to ChannelsFirst or ChannelsLast.",
        [8, 5, 8], new() { NumFeatures = 8 });

    [Fact]
    public void Fit_WhereNumFeaturesDoesNotDivide_SaysSo() => AssertColumn(
        "Input column 'X' has 10 values, which do not divide into 3 channels. Make NumFeatures or the number of means agree.",
        [10], new() { NumFeatures = 3 });

    [Theory]
    [InlineData(ChannelLayout.Auto, "first", 3)]
    [InlineData(ChannelLayout.ChannelsFirst, "first", 3)]
    [InlineData(ChannelLayout.ChannelsLast, "last", 6)]
    public void Fit_WhereNumFeaturesContradictsTheDimensions_SaysHow(ChannelLayout layout, string end, int channels) => AssertColumn(
        $"Input column 'X' has dimensions 3x5x6, so with channels {end} the number of channels is {channels}, not 7. " +
        "Set Layout, or make NumFeatures or the number of means agree.",
        [3, 5, 6], new() { NumFeatures = 7, Layout = layout });

    [Fact]
    public void NormalizeChannels_WithOtherManyMeansThanChannels_SaysHowMany() => ErrorText.IsOfColumn(
        "Input column 'X' has dimensions 4x5x6, so with channels first the number of channels is 4, not 3. " +
        "Set Layout, or make NumFeatures or the number of means agree.",
        () => _ml.Transforms.NormalizeChannels("Y", "X", ImageNormalization.ImageNet).Fit(Empty<float>(4, 5, 6)));

    [Theory]
    [InlineData("Weight")]
    [InlineData("Bias")]
    public void Fit_WithOtherManyWeightsThanChannels_SaysHowMany(string option) => ErrorText.IsOfParameter(option,
        $"{option} holds 2 values, but input column 'X' (3x5x6) has 3 channels. Give one value per channel.",
        () => _ml.Transforms.NormalizeBatch("Y", "X", option == "Weight" ? new Options { Weight = [1, 2] } : new Options { Bias = [1, 2] })
            .Fit(Empty<float>(3, 5, 6)));

    [Fact]
    public void Fit_OnImagesOfUnknownSize_AsksForResize() => AssertColumn(
        "Input column 'X' holds images of unknown size, but their size must be known. Put ResizeImages before, or give the property an ImageType " +
        "attribute.", MemoryColumn.Create<MLImage>("X", new ImageDataViewType(), []), new());

    [Fact]
    public void Fit_OnHugeImages_AsksForResize() => AssertColumn(
        "Input column 'X' holds images of 20000x10000, which are too large. Put ResizeImages before.",
        MemoryColumn.Create<MLImage>("X", new ImageDataViewType(20_000, 10_000), []), new());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Transform_OfOtherColumnThanFitted_SaysWhatWasFitted(bool trackRunningStats)
    {
        const string advice = "Bring it into that form before (ResizeImages, for example), or fit again on this form.";
        BatchNormTransformer transformer = Fitted(trackRunningStats, 3, 5, 7);
        AssertTransform("Input column 'X' was not found. The columns are: Label.", transformer, new MemoryView(MemoryColumn.Text("Label")));
        AssertTransform(UnknownSizeText, transformer, new MemoryView(UnknownSize()));
        AssertTransform(
            "Input column 'X' must be a vector of Single with dimensions 3x5x7, as in the fit, but is a vector of Single with dimensions 3x7x5. " + advice,
            transformer, Empty<float>(3, 7, 5));
        AssertTransform(
            "Input column 'X' must be a vector of Single with dimensions 3x5x7, as in the fit, but is a vector of Single with dimensions 4x5x7. " + advice,
            transformer, Empty<float>(4, 5, 7));
        AssertTransform(
            "Input column 'X' must be a vector of Single with dimensions 3x5x7, as in the fit, but is a vector of Double with dimensions 3x5x7. " + advice,
            transformer, Empty<double>(3, 5, 7));
        AssertTransform(
            "Input column 'X' must be a vector of Single with dimensions 3x5x7, as in the fit, but is an image of 5x7. " + advice,
            transformer, new MemoryView(MemoryColumn.Create<MLImage>("X", new ImageDataViewType(5, 7), [])));
        AssertTransform(
            "Input column 'X' must be a vector of Single with dimensions 3, as in the fit, but is a vector of Single with dimensions 4. " + advice,
            Fitted(trackRunningStats, 3), Empty<float>(4));
    }

    [Fact]
    public void Transform_OfImagesOfOtherSizeThanFitted_SaysWhatWasFitted()
    {
        MemoryView view = new(MemoryColumn.Create<MLImage>("X", new ImageDataViewType(4, 6), []));
        BatchNormTransformer transformer = _ml.Transforms.NormalizeChannels("Y", "X", ImageNormalization.ImageNet).Fit(view);
        AssertTransform(
            "Input column 'X' must be an image of 4x6, as in the fit, but is an image of 6x4. " +
            "Bring it into that form before (ResizeImages, for example), or fit again on this form.",
            transformer, new MemoryView(MemoryColumn.Create<MLImage>("X", new ImageDataViewType(6, 4), [])));
    }

    private static MemoryColumn UnknownSize() =>
        MemoryColumn.Create<VBuffer<float>>("X", new VectorDataViewType(NumberDataViewType.Single), []);

    private static string WrongType(string found) =>
        $"Input column 'X' must be an image, or a vector of Single, Double or Byte of known size with one to four dimensions, but is {found}. " +
        "Bring it into that form before, for example with ExtractPixels, Concatenate or Conversion.ConvertType.";

    private static void AssertTransform(string expected, BatchNormTransformer transformer, MemoryView view)
    {
        ErrorText.IsOfColumn(expected, () => transformer.Transform(view));
        ErrorText.IsOfColumn(expected, () => transformer.GetOutputSchema(view.Schema));
    }

    private void AssertWrongType(MemoryColumn column, string type, string shape)
    {
        AssertColumn(WrongType(type), column, new());
        ErrorText.IsOfColumn(WrongType(shape),
            () => _ml.Transforms.NormalizeBatch("Y", "X").GetOutputSchema(SchemaShapes.Of(new MemoryView(column).Schema)));
    }

    private void AssertColumn(string expected, int[] dimensions, Options options) =>
        AssertColumn(expected, MemoryColumn.Empty<float>("X", dimensions), options);

    private void AssertColumn(string expected, MemoryColumn column, Options options) =>
        ErrorText.IsOfColumn(expected, () => _ml.Transforms.NormalizeBatch("Y", "X", options).Fit(new MemoryView(column)));

    private BatchNormTransformer Fitted(bool trackRunningStats, params int[] dimensions)
    {
        int size = dimensions.Aggregate((product, dimension) => product * dimension);
        return _ml.Transforms.NormalizeBatch("Y", "X", trackRunningStats: trackRunningStats)
            .Fit(new MemoryView(MemoryColumn.Vectors("X", TestRows.Create<float>(4, size), dimensions)));
    }

    private static MemoryView Empty<T>(params int[] dimensions) where T : unmanaged => new(MemoryColumn.Empty<T>("X", dimensions));
}
