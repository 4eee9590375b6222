using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Images;

/// <summary>ReadImages as any other transform: its schema, its rows however they are read, models, and threads.</summary>
public sealed class ReadImagesTests
{
    private const string Column = "Image";
    private static readonly ImageReading Reading = ImageReading.ResizeAndCrop(20, 16, 16);
    private static readonly string[] Files = [.. Directory.GetFiles(ImageReference.Files).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private readonly MLContext _ml = new();

    [Fact]
    public void Workout_OfPaths_Passes()
    {
        MemoryView data = View(MemoryColumn.Text("X", [.. Files.Take(11)]));
        EstimatorWorkout.Run(_ml.Transforms.ReadImages("Y", "X", Reading, ImageReference.Files), data,
            View(), View(MemoryColumn.Create("X", NumberDataViewType.Single, new float[3])),
            View(MemoryColumn.Vectors("X", TestRows.Create<float>(3, 12), [12])));
    }

    [Fact]
    public void Workout_OfBytes_Passes()
    {
        VBuffer<byte>[] files = [.. Files.Take(11).Select(name => Content(name)).Select(bytes => new VBuffer<byte>(bytes.Length, bytes))];
        MemoryView data = View(MemoryColumn.Create("X", new VectorDataViewType(NumberDataViewType.Byte), files));
        EstimatorWorkout.Run(_ml.Transforms.ReadImages("Y", "X", Reading), data, View());
    }

    [Fact]
    public void Schema_HasTheSizeAndTheReading()
    {
        DataViewSchema.Column column = Read(Files, ImageReading.Stretch(30, 20)).Schema[Column];
        Assert.Equal((20, 30), (((ImageDataViewType)column.Type).Height, ((ImageDataViewType)column.Type).Width));
        ReadOnlyMemory<char> reading = default;
        column.Annotations.GetValue(nameof(ImageReading), ref reading);
        Assert.Equal("stretched to 30x20, Bilinear, decoded in full, alpha dropped, orientation ignored", reading.ToString());

        Assert.Equal(0, ((ImageDataViewType)Read(Files, ImageReading.OwnSize).Schema[Column].Type).Width);
    }

    [Fact]
    public void Rows_AreTheSameFromPathsBytesAndEveryCursor()
    {
        string[] expected = ReadPixels.Digests(Files, Reading, ImageReference.Files);
        Assert.Equal(expected, Files.Select(name => ReadPixels.Digest(Content(name), Reading)));

        IDataView view = Read(Files, Reading);
        foreach (int cursors in (int[])[1, 2, 5])
            Assert.Equal(expected, view.GetRowCursorSet(view.Schema, cursors).SelectMany(cursor => Rows(cursor)).OrderBy(row => row.Position).Select(row => row.Digest));
        Assert.Equal(expected, _ml.Data.CreateEnumerable<ImageRow>(view, reuseRowObject: false).Select(row => ReadPixels.Digest(row.Image!)));
    }

    /// <summary>Each of two readers of a row's image may dispose of theirs, as ML.NET's transforms do.</summary>
    [Fact]
    public void Getters_OfOneRow_GiveImagesOfTheirOwn()
    {
        IDataView view = Read(Files, Reading);
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema[Column]]);
        Assert.True(cursor.MoveNext());
        MLImage first = null!, second = null!;
        cursor.GetGetter<MLImage>(view.Schema[Column])(ref first);
        cursor.GetGetter<MLImage>(view.Schema[Column])(ref second);
        string digest = ReadPixels.Digest(first);
        first.Dispose();
        Assert.Equal(digest, ReadPixels.Digest(second));
        second.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Fit_ByAnyNumberOfThreads_GivesTheSameBits(int threads)
    {
        string[] files = [.. Enumerable.Repeat(Files, 4).SelectMany(names => names)];
        BatchNormParameters Fit(int? degree) => _ml.Transforms.NormalizeBatch("Y", Column, new BatchNormEstimator.Options { MaxDegreeOfParallelism = degree })
            .Fit(Read(files, Reading)).Parameters[0];
        Assert.Equal(Fit(null), Fit(threads));
    }

    [Fact]
    public void Chain_WithStockTransforms_GivesTheirPixels()
    {
        EstimatorChain<ImagePixelExtractingTransformer> pipeline = _ml.Transforms.ReadImages(Column, "Path", Reading, ImageReference.Files)
            .Append(_ml.Transforms.ExtractPixels("Pixels", Column));
        IDataView view = _ml.Data.LoadFromEnumerable(Files.Select(path => new ReadPixels.PathRow { Path = path }));
        IDataView cached = _ml.Data.Cache(pipeline.Fit(view).Transform(view), "Pixels");
        Assert.Equal(3 * 16 * 16, cached.GetColumn<float[]>("Pixels").Select(pixels => pixels.Length).Distinct().Single());
        Assert.Equal(Files.Length, cached.GetRowCount());
    }

    [Fact]
    public void PredictionEngine_OnUploadedBytes_GivesTheViewsTensor()
    {
        IDataView view = _ml.Data.LoadFromEnumerable([new ReadPixels.EncodedRow { File = Content("alpha.png") }]);
        TransformerChain<BatchNormTransformer> model = _ml.Transforms.ReadImages(Column, "File", Reading).Append(_ml.Transforms.NormalizeChannels("Tensor", Column, ImageNormalization.ImageNet)).Fit(view);
        using PredictionEngine<ReadPixels.EncodedRow, TensorRow> engine = _ml.Model.CreatePredictionEngine<ReadPixels.EncodedRow, TensorRow>(model);

        float[] expected = model.Transform(view).GetColumn<float[]>("Tensor").Single();
        Assert.Equal(expected, engine.Predict(new ReadPixels.EncodedRow { File = Content("alpha.png") }).Tensor);
        Assert.Contains("it ends too early", Assert.ThrowsAny<InvalidOperationException>(
            () => engine.Predict(new ReadPixels.EncodedRow { File = Content("alpha.png")[..900] })).Message, StringComparison.Ordinal);
        Assert.Equal(expected, engine.Predict(new ReadPixels.EncodedRow { File = Content("alpha.png") }).Tensor);
    }

    [Fact]
    public void Scaled_OfJpeg_IsCloseToFull_AndOfOthersTheSame()
    {
        ImageReading full = ImageReading.Stretch(60, 45);
        ImageReading scaled = full with { Decoding = ImageDecoding.Scaled };
        string photo = Path.Combine(Repository.Root, "tests", "MlNetBatchNorm.Tests", "Rows", "Reference", "photo.jpg");
        Assert.NotEqual(ReadPixels.Digests([photo], full), ReadPixels.Digests([photo], scaled));
        Assert.InRange(MeanDifference(photo, full, scaled), 0, 1.5);
        string[] others = [.. Files.Where(name => !name.EndsWith(".jpg", StringComparison.Ordinal))];
        Assert.Equal(ReadPixels.Digests(others, full, ImageReference.Files), ReadPixels.Digests(others, scaled, ImageReference.Files));
    }

    private static byte[] Content(string name) => File.ReadAllBytes(Path.Combine(ImageReference.Files, name));

    private static MemoryView View(params MemoryColumn[] columns) => new([MemoryColumn.Text("Name", [.. Files.Take(11)]), .. columns]);

    private IDataView Read(string[] files, ImageReading reading)
    {
        IDataView view = _ml.Data.LoadFromEnumerable(files.Select(path => new ReadPixels.PathRow { Path = path }));
        return _ml.Transforms.ReadImages(Column, "Path", reading, ImageReference.Files).Fit(view).Transform(view);
    }

    private double MeanDifference(string path, ImageReading left, ImageReading right)
    {
        float[] Pixels(ImageReading reading)
        {
            IDataView view = _ml.Data.LoadFromEnumerable([new ReadPixels.PathRow { Path = path }]);
            return _ml.Transforms.ReadImages(Column, "Path", reading).Append(_ml.Transforms.ExtractPixels("Pixels", Column)).Fit(view).Transform(view)
                .GetColumn<float[]>("Pixels").Single();
        }

        return Pixels(left).Zip(Pixels(right), (a, b) => Math.Abs(a - b)).Average();
    }

    private static List<(long Position, string Digest)> Rows(DataViewRowCursor cursor)
    {
        using (cursor)
        {
            ValueGetter<MLImage> getter = cursor.GetGetter<MLImage>(cursor.Schema[Column]);
            MLImage image = null!;
            var rows = new List<(long Position, string Digest)>();
            while (cursor.MoveNext())
            {
                getter(ref image);
                rows.Add((cursor.Position, ReadPixels.Digest(image)));
            }

            image?.Dispose();
            return rows;
        }
    }

    private sealed class ImageRow
    {
        [ImageType(16, 16)]
        public MLImage? Image { get; set; }
    }

    private sealed class TensorRow
    {
        [VectorType(3, 16, 16)]
        public float[] Tensor { get; set; } = [];
    }
}
