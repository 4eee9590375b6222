using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>A model with ReadImages of each version of the format: it loads, and reads the same pixels.</summary>
public sealed class GoldenReadingTests
{
    private readonly MLContext _ml = new();

    [Fact]
    public void Load_OfGoldenModel_ReadsAsItWasTold()
    {
        ITransformer model = _ml.Model.Load(GoldenModel.PathOf(GoldenReading.FileName), out DataViewSchema schema);
        var reading = Assert.IsType<ReadImagesTransformer>(Assert.IsType<TransformerChain<ITransformer>>(model).First());

        Assert.Equal("File", Assert.Single(schema).Name);
        Assert.Equal((GoldenReading.Reading, "pictures"), (reading.Reading, reading.ImageFolder));
        Assert.Equal("File to Image: short side 24, cropped to 16x12, Lanczos, decoded scaled, alpha over white, orientation applied", reading.ToString());
        IDataView view = GoldenReading.View(_ml);
        Assert.Equal(Features(GoldenReading.Fit(_ml, view).Transform(view)), Features(model.Transform(view)));
    }

    private static float[][] Features(IDataView view) => [.. view.GetColumn<float[]>("Features")];
}
