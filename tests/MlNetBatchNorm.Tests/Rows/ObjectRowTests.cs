using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetBatchNorm.Tests.Rows;

/// <summary>Rows that come from a list of objects, whose faults lie in an object and not in a step.</summary>
public sealed class ObjectRowTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Fit_OnNullArray_SaysThatItIsTheObjects(int threads) => AssertFit(
        "Input column 'X' has no values in row 2 (counted from 0), but its type says 3. The object's array is null or empty: give it 3.", null, threads);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Fit_OnShortArray_SaysThatItIsTheObjects(int threads) => AssertFit(
        "Input column 'X' has 1 value in row 2 (counted from 0), but its type says 3. Check the object's array.", [1], threads);

    [Fact]
    public void Cursor_OverNullArray_NamesTheObjectsArray()
    {
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X").Fit(Rows([4, 5, 6]));
        ErrorText.IsOfData(
            "Input column 'X' has no values in row 2 of the cursor that reads it (counted from 0), but its type says 3. Check the object's array, which may " +
            "be null, or the transform or loader that makes the column.",
            () => ColumnValues.Read(transformer.Transform(Rows(null)), "Y"));
    }

    /// <summary>The first fit disposes of the list's own images: ResizeImages has nothing to resize, and hands them on.</summary>
    [Fact]
    public void Fit_OnListOfImagesBehindResizeImages_SaysWhoDisposedOfThem()
    {
        List<ImageObject> images = [.. ImageColumns.Random(3, 4, 4).Select(image => new ImageObject { Image = image })];
        IDataView rows = _ml.Data.LoadFromEnumerable(images);
        var pipeline = _ml.Transforms.ResizeImages("Resized", 4, 4, "Image")
            .Append(_ml.Transforms.NormalizeBatch("Y", "Resized", statistics: BatchNormStatistics.Exact));
        pipeline.Fit(rows);

        ErrorText.IsOfData(
            "Input column 'Resized' cannot be read in row 0 (counted from 0): Object is disposed. The image was disposed of: by its owner, or by ResizeImages, " +
            "which hands on an image that already has its size and disposes of it one row later. Leave ResizeImages out, or give images that are decoded anew " +
            "each time the rows are read.",
            () => pipeline.Fit(rows));
    }

    [Fact]
    public void Fit_OnImagesThatAreMadeAnewBehindResizeImages_Repeats()
    {
        IDataView rows = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 3).Select(i => new ImageObject { Image = ImageColumns.Random(1, 4, 4, seed: i)[0] }));
        var pipeline = _ml.Transforms.ResizeImages("Resized", 4, 4, "Image")
            .Append(_ml.Transforms.NormalizeBatch("Y", "Resized", statistics: BatchNormStatistics.Exact));

        Assert.Equal(pipeline.Fit(rows).LastTransformer.Parameters[0], pipeline.Fit(rows).LastTransformer.Parameters[0]);
    }

    private void AssertFit(string expected, float[]? values, int threads) => ErrorText.IsOfData(
        expected, () => _ml.Transforms.NormalizeBatch("Y", "X", new BatchNormEstimator.Options { MaxDegreeOfParallelism = threads }).Fit(Rows(values)));

    private IDataView Rows(float[]? third) => _ml.Data.LoadFromEnumerable<VectorObject>([new() { X = [1, 2, 3] }, new() { X = [2, 3, 4] }, new() { X = third! }]);

    private sealed class VectorObject
    {
        [VectorType(3)]
        public float[] X { get; set; } = [];
    }

    private sealed class ImageObject
    {
        [ImageType(4, 4)]
        public MLImage? Image { get; set; }
    }
}
