using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetBatchNorm.Tests.Persistence;

/// <summary>A model that was saved once must load for as long as its format's version does.</summary>
public sealed class GoldenModelTests
{
    private readonly MLContext _ml = new();

    [Theory]
    [InlineData("model-v1.zip")]
    [InlineData("model-v2.zip")]
    [InlineData("model-v3.zip")]
    public void Load_OfGoldenModel_GivesItsParameters(string fileName)
    {
        BatchNormTransformer[] transformers = Load(fileName, out DataViewSchema schema);

        Assert.Equal(["Image: Vector<Single, 3, 2, 2>", "Bytes: Vector<Byte, 2, 2, 3>", "Doubles: Vector<Double, 2>"],
            schema.Select(column => $"{column.Name}: {column.Type}"));
        AssertRunning(transformers[0].GetParameters("Features"), ChannelLayout.ChannelsFirst, [7.5f, 17.5f, 27.5f]);
        AssertRunning(transformers[0].GetParameters("Bytes"), ChannelLayout.ChannelsLast, [7.5f, 57.5f, 107.5f]);

        BatchNormParameters exact = transformers[1].GetParameters("Doubles");
        Assert.Equal((2, 0f, 1L), (exact.NumFeatures, exact.Epsilon, exact.NumBatchesTracked));
        Assert.Equal([5, -2], exact.RunningMean);
        Assert.Equal([4, 16], exact.RunningVariance);
        Assert.Null(exact.Weight);
        Assert.Equal(4, transformers[1].Statistics!.Rows);
        Assert.Equal([5, -2], transformers[1].Statistics!.GetMean("Doubles"));
        // The first version's squared deviations were rounded: 4 is not among the doubles that come of them.
        Assert.All(transformers[1].Statistics!.GetVariance("Doubles").Zip([4, 16]), pair => Assert.Equal(pair.Second, pair.First, 1e-15));
    }

    [Theory]
    [InlineData("model-v1.zip")]
    [InlineData("model-v2.zip")]
    [InlineData("model-v3.zip")]
    public void Transform_ByGoldenModel_GivesItsOutputs(string fileName)
    {
        IDataView output = _ml.Model.Load(GoldenModel.PathOf(fileName), out _).Transform(GoldenModel.View());

        // (x - mean) / sqrt(6 + 0.25) * weight + bias, where x - mean goes from -7.5 to 7.5 in steps of 1.
        Assert.Equal(
            [-3, -2.6, -2.2, -1.8, -5.5, -4.7, -3.9, -3.1, 13, 12.6, 12.2, 11.8], ColumnValues.Read(output, "Features")[0].Select(Rounded));
        Assert.Equal(
            [1.8, 4.1, 8.2, 2.2, 4.9, 7.8, 2.6, 5.7, 7.4, 3, 6.5, 7], ColumnValues.Read(output, "Bytes")[3].Select(Rounded));
        Assert.Equal([[1.5, 1.5], [-0.5, -0.5], [-0.5, -0.5], [-0.5, -0.5]], ColumnValues.Read<double>(output, "Doubles"));
    }

    /// <summary>What is saved today is what was saved then; if not, the format's version must change.</summary>
    [Fact]
    public void Write_OfTheSameModel_GivesTheSameBlocks()
    {
        byte[][] entries = [.. ZipEntries.Read(File.ReadAllBytes(GoldenModel.Path)).Select(entry => entry.Content)];
        foreach (ITransformer transformer in GoldenModel.Fit(_ml, GoldenModel.View()))
        {
            byte[] block = ModelBlock.Write(((BatchNormTransformer)transformer).Columns);
            Assert.Contains(entries, entry => entry.AsSpan().IndexOf(block) >= 0);
        }
    }

    [Theory]
    [InlineData("model-v1.zip")]
    [InlineData("model-v2.zip")]
    [InlineData("model-v3.zip")]
    public void Fit_FromGoldenModel_GoesOn(string fileName)
    {
        BatchNormTransformer previous = Load(fileName, out _)[1];
        BatchNormTransformer further = _ml.Transforms.NormalizeBatch("Doubles", null, new BatchNormEstimator.Options
        {
            Epsilon = 0,
            Statistics = BatchNormStatistics.Exact,
            Affine = false,
        }).Fit(GoldenModel.View(), previous);

        // The same four rows twice: squared deviations 24 and 96 of 8 values.
        Assert.Equal([5, -2], further.Parameters[0].RunningMean);
        Assert.Equal([24f / 7, 96f / 7], further.Parameters[0].RunningVariance);
    }

    private BatchNormTransformer[] Load(string fileName, out DataViewSchema schema) =>
        [.. ((IEnumerable<ITransformer>)_ml.Model.Load(GoldenModel.PathOf(fileName), out schema)).Cast<BatchNormTransformer>()];

    private static void AssertRunning(BatchNormParameters parameters, ChannelLayout layout, float[] mean)
    {
        Assert.Equal((3, layout, 0.25f, null, 2L),
            (parameters.NumFeatures, parameters.Layout, parameters.Epsilon, parameters.Momentum, parameters.NumBatchesTracked));
        Assert.Equal(mean, parameters.RunningMean);
        Assert.Equal([6, 6, 6], parameters.RunningVariance);
        Assert.Equal([1, 2, -1], parameters.Weight!.Value);
        Assert.Equal([0, 0.5f, 10], parameters.Bias!.Value);
    }

    private static double Rounded(float value) => Math.Round(value, 5);
}
