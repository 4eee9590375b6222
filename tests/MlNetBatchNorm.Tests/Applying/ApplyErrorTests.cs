using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetBatchNorm.Tests.Views;
using Options = MlNetBatchNorm.BatchNormEstimator.Options;

namespace MlNetBatchNorm.Tests.Applying;

/// <summary>Faults that show only while a fitted transformer is applied, saved or turned around.</summary>
public sealed class ApplyErrorTests
{
    private readonly MLContext _ml = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Cursor_OverViewThatLiesAboutItsVectorLength_NamesTheRow(bool trackRunningStats)
    {
        float[][] rows = TestRows.Create<float>(9, 3);
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X", trackRunningStats: trackRunningStats).Fit(View(rows));
        rows[5] = [1, 2];
        MemoryView view = View(rows);
        AssertRead(
            "Input column 'X' has 2 values in row 5 of the cursor that reads it (counted from 0), but its type says 3. " +
            "Check the transform or loader that makes the column.",
            transformer, view);
        Assert.Equal(0, view.OpenCursors);
    }

    [Fact]
    public void Cursor_OverImageOfOtherSizeThanItsType_NamesTheRow()
    {
        MemoryView view = new(MemoryColumn.Create("X", new ImageDataViewType(4, 6), [Image(4, 6), Image(6, 4)]));
        AssertRead(
            "Input column 'X' has an image of 6x4 (height x width) in row 1 of the cursor that reads it (counted from 0), but its type says 4x6. " +
            "Put ResizeImages before.",
            _ml.Transforms.NormalizeChannels("Y", "X", ImageNormalization.ImageNet).Fit(view), view);
    }

    /// <summary>What a cursor gives for a bad pixel is a bad pixel: the fault was the fit's to find.</summary>
    [Fact]
    public void Cursor_OverValuesThatAreNotFinite_GivesThemOn()
    {
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X", affine: false).Fit(View(TestRows.Create<float>(9, 3)));
        float[] row = ColumnValues.Read(transformer.Transform(View([[float.NaN, float.PositiveInfinity, float.NegativeInfinity]])), "Y").Single();
        Assert.Equal([float.NaN, float.PositiveInfinity, float.NegativeInfinity], row);
    }

    [Theory]
    [InlineData(4, 9, 8)]
    [InlineData(1, 3, 0)]
    public void Cursor_OverUntrackedBatchOfOneRow_NamesTheBatch(int batchSize, int rows, int first)
    {
        MemoryView view = View(TestRows.Create<float>(rows, 3));
        AssertRead(
            $"Input column 'X': the batch that begins at row {first} (counted from 0) has one value per channel, and one value has no variance. " +
            "Choose another BatchSize (2 or more) that leaves no last batch of one row, or filter the rows.",
            _ml.Transforms.NormalizeBatch("Y", "X", trackRunningStats: false, batchSize: batchSize).Fit(view), view);
    }

    [Fact]
    public void GetRowToRowMapper_WhereUntracked_SaysWhatToUse()
    {
        MemoryView view = View(TestRows.Create<float>(4, 3));
        ITransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X", trackRunningStats: false).Fit(view);
        ErrorText.IsOfData(
            "Column 'Y' cannot be mapped row by row: running statistics are not tracked (trackRunningStats: false). Fit with trackRunningStats: true, " +
            "or use Transform on a data view.",
            () => transformer.GetRowToRowMapper(view.Schema));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void GetGetter_OfInactiveColumn_SaysWhatToDo(bool trackRunningStats)
    {
        MemoryView view = View(TestRows.Create<float>(4, 3));
        IDataView output = _ml.Transforms.NormalizeBatch("Y", "X", trackRunningStats: trackRunningStats).Fit(view).Transform(view);
        using DataViewRowCursor cursor = output.GetRowCursor([output.Schema["X"]]);
        ErrorText.IsOfParameter("column", "Column 'Y' is not active in this cursor. Name it when asking for the cursor.",
            () => cursor.GetGetter<VBuffer<float>>(output.Schema["Y"]));
    }

    [Fact]
    public void GetGetter_OfOtherTypeThanTheColumns_NamesBoth()
    {
        MemoryView view = View(TestRows.Create<float>(4, 3));
        IDataView output = _ml.Transforms.NormalizeBatch("Y", "X", trackRunningStats: false).Fit(view).Transform(view);
        using DataViewRowCursor cursor = output.GetRowCursor(output.Schema);
        ErrorText.IsOfParameter("column",
            "Column 'Y' is Vector<Single, 3>, which a getter of Microsoft.ML.Data.VBuffer`1[System.Double] cannot give.",
            () => cursor.GetGetter<VBuffer<double>>(output.Schema["Y"]));
    }

    [Fact]
    public void Save_OfStatisticsThatAreNotFinite_SaysHowTheyCame()
    {
        float[][] rows = TestRows.Create<float>(4, 3);
        rows[2][1] = float.NaN;
        MemoryView view = View(rows);
        BatchNormTransformer transformer = Fit(view, new() { NonFinite = NonFiniteHandling.Propagate });
        Assert.Equal([false, true, false], transformer.Parameters[0].RunningMean.Select(float.IsNaN));
        ErrorText.IsOfData(
            "Column 'Y' cannot be saved: RunningMean must be finite, but channel 1 has NaN. Fit again with NonFinite set to Throw or SkipRow.",
            () => SavedModel.Of(_ml, transformer, view.Schema));
    }

    [Fact]
    public void CreateInverse_WhereThereIsNone_SaysWhy()
    {
        float[][] rows = TestRows.Create<float>(4, 3);
        ErrorText.IsOfData("Column 'Y': the weight of channel 2 is 0, which makes all values alike, so there is no map back.",
            () => Fit(View(rows), new() { Weight = [1, 1, 0] }).CreateInverse());
        ErrorText.IsOfData(
            "Column 'Y' has no map back: running statistics are not tracked (trackRunningStats: false). Fit with trackRunningStats: true.",
            () => Fit(View(rows), new() { TrackRunningStats = false }).CreateInverse());
        rows[2][1] = float.NaN;
        ErrorText.IsOfData("Column 'Y': the statistics of channel 1 are not finite, or too large to divide by, so there is no map back.",
            () => Fit(View(rows), new() { NonFinite = NonFiniteHandling.Propagate }).CreateInverse());
    }

    private static void AssertRead(string expected, BatchNormTransformer transformer, MemoryView view)
    {
        IDataView output = transformer.Transform(view);
        ErrorText.IsOfData(expected, () => ColumnValues.Read(output, "Y"));
    }

    private BatchNormTransformer Fit(MemoryView view, Options options) => _ml.Transforms.NormalizeBatch("Y", "X", options).Fit(view);

    private static MemoryView View(float[][] rows) => new(MemoryColumn.Vectors("X", rows, [3]));

    private static MLImage Image(int height, int width) =>
        MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, new byte[width * height * 4]);
}
