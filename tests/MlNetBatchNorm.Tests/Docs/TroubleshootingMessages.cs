using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;
using MlNetBatchNorm.Access;
using MlNetBatchNorm.Tests.Persistence;
using MlNetBatchNorm.Tests.PyTorch;
using MlNetBatchNorm.Tests.Rows;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Docs;

/// <summary>How each message of docs/troubleshooting.md comes about.</summary>
internal sealed class TroubleshootingMessages : IDisposable
{
    private const float Red = 0.485f;
    private const string NotFound = "Input column 'X' was not found. The columns are: …";

    private static readonly BatchNormEstimator.Options Exact = new() { Statistics = BatchNormStatistics.Exact };

    private readonly MLContext _ml = new(seed: 1);
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public IReadOnlyDictionary<string, Func<string>> All => new[] { OfArguments(), OfFits(), OfImages(), OfTransformers(), OfFiles(), OfWarnings() }
        .SelectMany(messages => messages).ToDictionary();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Dictionary<string, Func<string>> OfArguments() => new()
    {
        ["BatchSize must be 1 or more, but is …"] = Error(() => Normalize(new() { BatchSize = 0 })),
        ["Statistics is Exact but TrackRunningStats is false"] = Error(() => Normalize(Exact with { TrackRunningStats = false })),
        ["DropLastBatch is true but Statistics is Exact"] = Error(() => Normalize(Exact with { DropLastBatch = true })),
        ["mean and standardDeviation must hold one value per channel each"] = Error(() => _ml.Transforms.NormalizeChannels("Y", "X", [1, 2], [1])),
        ["standardDeviation[1] must be finite and more than 0"] = Error(() => _ml.Transforms.NormalizeChannels("Y", "X", [1, 2], [1, 0])),
        ["imageChannels is …, but the parameters are those of … images"] = Error(() => _ml.Transforms
            .NormalizeBatch("Y", "X", new BatchNormParameters([1, 2, 3], [1, 2, 3], imageChannels: ImageChannels.Bgr), ImageChannels.Rgb)),
        ["MlNetBatchNorm … works with Microsoft.ML from …"] = Error(() => MlNetVersion.Check("4.0.0")),
    };

    private Dictionary<string, Func<string>> OfFits() => new()
    {
        [NotFound] = Fit(new MemoryView(MemoryColumn.Text("Label"))),
        ["Input column 'Y' was not found. The columns are: … The input defaults to the output column's name"] =
            Error(() => _ml.Transforms.NormalizeBatch("Y").Fit(Numbers())),
        ["Input column 'X' must be an image, or a vector of Single, Double or Byte …"] = Fit(new MemoryView(MemoryColumn.Text("X"))),
        ["Input column 'X' is a vector of … of unknown size"] = Fit(UnknownSize()),
        ["Input column 'X' has dimensions 3x4x3, whose first and last may both be the channels"] = Fit(Empty(3, 4, 3)),
        ["Input column 'X' has dimensions …, so with channels first the number of channels is …"] = Fit(Empty(3, 5, 6), Exact with { NumFeatures = 7 }),
        ["Input column 'X': the batch that begins at row … has one value per channel"] = Fit(Numbers(), new() { BatchSize = 2 }),
        ["Input column 'X' has a NaN or an infinity in row …"] = Fit(Vectors([1, 2], [float.NaN, 3])),
        ["Input column 'X' has no values in row …"] = Fit(_ml.Data.LoadFromEnumerable<Values>([new() { X = [1, 2] }, new() { X = null! }])),
        ["Input column 'X': the weight of channel … divided by its deviation is more than a float holds"] =
            Fit(Vectors([1, 1e-15f], [2, 0]), Exact with { Epsilon = 0, Weight = [1, 1e30f] }),
        ["Input column 'X': channel … has no value that is neither NaN nor infinite"] =
            Fit(Vectors([1, float.NaN], [2, float.NaN]), Exact with { NonFinite = NonFiniteHandling.IgnoreValue }),
        ["Input column 'X': the variance of channel …, …, is smaller than a float holds"] =
            Fit(Vectors([1, 1e-25f], [2, 0]), Exact with { Epsilon = 0 }),
        ["The data view has no rows"] = Fit(Empty(3)),
        ["The previous transformer was fitted with other …"] =
            Error(() => Normalize(new() { BatchSize = 2 }).Fit(Vectors([1, 2], [3, 4]), Normalize(new() { BatchSize = 3 }).Fit(Vectors([1, 2], [3, 4])))),
    };

    private Dictionary<string, Func<string>> OfImages() => new()
    {
        [NotFound + " Before ShuffleRows, 'X' was an image column"] = Fit(_ml.Data.ShuffleRows(Images(TestImages.Files().Take(3)))),
        [NotFound + " If 'X' is an image: …"] = Fit(_ml.Data.Cache(Images(TestImages.Files().Take(3)))),
        ["Input column 'X' holds images of unknown size"] = Fit(new MemoryView(MemoryColumn.Create<MLImage>("X", new ImageDataViewType(), []))),
        ["Input column 'X' cannot be read in row … (counted from 0; Path '…')"] = Fit(Images(["missing.png"])),
        ["Input column 'X' cannot be read in row … Invalid input stream contents (Parameter 'imageStream')"] = Fit(Images([Text()])),
        ["Object is disposed."] = Innermost(() => _ = Pixels([TestImages.Files().First(), ""]).GetColumn<float[]>("X").Count()),
        ["Input column 'X' cannot be read in row … Object is disposed."] = Error(ReadListOfImagesTwice),
        ["Image columns need SkiaSharp …"] = Error(() => SkiaSharpVersion.Check(new Version(1, 0), new Version(2, 88))),
    };

    private Dictionary<string, Func<string>> OfTransformers() => new()
    {
        ["Input column 'X' must be a vector of Single with dimensions 3x32x32, as in the fit, but is …"] = Error(() => _ml.Transforms
            .NormalizeChannels("Y", "X", ImageNormalization.Cifar10).Fit(Empty(3, 32, 32)).Transform(Empty(3, 64, 64))),
        ["Must be a row to row mapper"] = Error(() => _ml.Model.CreatePredictionEngine<Values, Values>(
            Normalize(new() { TrackRunningStats = false }).Fit(Vectors([1, 2], [3, 4])))),
        ["Column 'Y' has no stock equivalent: …"] = Error(() => Normalize(new() { TrackRunningStats = false }).Fit(Vectors([1, 2])).CreateStockEquivalent(_ml)),
        ["Column 'Y' cannot be saved: … must be finite"] = Error(() => Models.Reload(_ml, Normalize(Exact with { NonFinite = NonFiniteHandling.Propagate })
            .Fit(Vectors([1, 2], [float.NaN, 3])))),
    };

    private Dictionary<string, Func<string>> OfFiles() => new()
    {
        ["Could not load file or assembly 'MlNetBatchNorm…"] = LoadWithoutThePackage,
        ["… its checksum does not agree with its content"] = Error(LoadDamaged),
        ["The state dict has no 'running_mean'. The keys that end in 'running_mean' are: …"] = Error(() => TorchFiles.Load("float32.pt", "")),
        ["… cannot be read: it is …"] = Error(() => BatchNormParameters.LoadStateDict(TorchFiles.PathOf("float32.safetensors"))),
        ["The safetensors file cannot be read: '….weight' is not in it, and it is one of several shards"] = Error(LoadShardWithoutIndex),
        ["The state dict cannot be read: its pickle names …, which no state dict of tensors has"] =
            Error(() => TorchFiles.Load(TorchFiles.Refusals.First(refused => refused.File.Contains("module", StringComparison.Ordinal)).File, "")),
    };

    private Dictionary<string, Func<string>> OfWarnings() => new()
    {
        ["the … values are read channels first"] = Warning(ml => Normalize(ml, Exact with { NumFeatures = 3 })
            .Fit(ColumnValues.View(ml, RandomRows.Singles(10, 300), 300))),
        ["of 512x1x1 is read channels last, as an image"] = Warning(ml => Normalize(ml, Exact).Fit(ColumnValues.View(ml, RandomRows.Singles(10, 512), 512, 1, 1))),
        ["after … batches with momentum 0.1, … % of the running statistics are still their initial values"] =
            Warning(ml => Normalize(ml, new() { BatchSize = 4 }).Fit(Vectors(RandomRows.Singles(10, 2)))),
        ["batches drift: … % of the variance of channel … lies between batches"] =
            Warning(ml => Normalize(ml, new() { Momentum = null }).Fit(Vectors([.. RandomRows.Singles(640, 2).OrderBy(row => row[0])]))),
        ["epsilon 1E-05 is not small beside the variance"] = Warning(ml => Normalize(ml, Exact).Fit(Vectors([1e-3f, 1], [2e-3f, 2], [3e-3f, 3]))),
        ["of the normalized values of channel …, … digits are right"] =
            Warning(ml => Normalize(ml, Exact).Fit(Vectors([.. Enumerable.Range(0, 64).Select(i => (float[])[i, i % 4 == 0 ? 16_777_213 : 16_777_211])]))),
        ["channel … is (nearly) constant"] = Warning(ml => Normalize(ml, Exact).Fit(Vectors([1, 1], [1, 2], [1, 3]))),
        ["the mean … and deviation … look like those of pixels from 0 to 1"] = Warning(ml => ml.Transforms
            .NormalizeChannels("Y", "X", [Red, Red, Red], [0.2f, 0.2f, 0.2f]).Fit(Images(TestImages.Files().Take(3)))),
        ["the mean … and deviation … look like those of pixels from 0 to 255"] = Warning(ml => ml.Transforms
            .NormalizeChannels("Y", "X", ImageNormalization.ImageNet).Fit(Pixels(TestImages.Files().Take(3), scale: 1 / 255f))),
        ["all images are black"] = Warning(ml => Normalize(ml, Exact).Fit(new ListView<MLImage?>("X", new ImageDataViewType(4, 4), [null, null]))),
        ["statistics of one channel make its images gray"] = Warning(ml => ml.Transforms
            .NormalizeChannels("Y", "X", [127.5f], [127.5f]).Fit(Images(TestImages.Files().Take(3)))),
        ["… rows were left out because …"] = Warning(ml => Normalize(ml, Exact with { NonFinite = NonFiniteHandling.SkipRow })
            .Fit(Vectors([1, 2], [float.NaN, 3], [2, 3], [float.NaN, 4]))),
    };

    private static Func<string> Error(Action action) => () => Assert.ThrowsAny<Exception>(action) switch
    {
        // A loader's error is inside those of ML.NET, which calls it by reflection.
        { InnerException: { } inner } error when error is System.Reflection.TargetInvocationException || error.Message.Contains("instantiation", StringComparison.Ordinal) =>
            inner.GetBaseException().Message,
        Exception error => error.Message,
    };

    /// <summary>Of an error that ML.NET's threads wrap.</summary>
    private static Func<string> Innermost(Action action) => () => Assert.ThrowsAny<Exception>(action).GetBaseException().Message;

    private static Func<string> Warning(Action<MLContext> fit) => () =>
    {
        List<string> warnings = [];
        var mlContext = new MLContext(seed: 1);
        #region LogWarnings
        mlContext.Log += (_, message) =>
        {
            if (message.Kind == ChannelMessageKind.Warning) // using Microsoft.ML.Runtime;
                Console.WriteLine(message.Message);
        };
        #endregion
        mlContext.Log += (_, message) =>
        {
            if (message.Kind == ChannelMessageKind.Warning)
                warnings.Add(message.RawMessage);
        };
        fit(mlContext);
        const string column = "Column 'X'";
        return string.Join('\n', warnings.Select(warning => warning.StartsWith(column, StringComparison.Ordinal) ? warning[column.Length..].TrimStart(':', ' ') : warning));
    };

    private Func<string> Fit(IDataView rows, BatchNormEstimator.Options? options = null) => Error(() => Normalize(options ?? Exact).Fit(rows));

    private BatchNormEstimator Normalize(BatchNormEstimator.Options options) => Normalize(_ml, options);

    private static BatchNormEstimator Normalize(MLContext ml, BatchNormEstimator.Options options) => ml.Transforms.NormalizeBatch("Y", "X", options);

    private static MemoryView Empty(params int[] dimensions) => new(MemoryColumn.Empty<float>("X", dimensions));

    private static MemoryView UnknownSize() =>
        new(MemoryColumn.Create<VBuffer<float>>("X", new VectorDataViewType(NumberDataViewType.Single), []));

    private IDataView Numbers() => _ml.Data.LoadFromEnumerable(Enumerable.Range(1, 3).Select(value => new Value { X = value }));

    private IDataView Vectors(params float[][] rows) => ColumnValues.View(_ml, rows, rows[0].Length);

    private IDataView Images(IEnumerable<string> files)
    {
        IDataView paths = _ml.Data.LoadFromEnumerable(files.Select(path => new ImageFile { Path = path }));
        return _ml.Transforms.LoadImages("X", imageFolder: null, "Path").Append(_ml.Transforms.ResizeImages("X", 32, 32)).Fit(paths).Transform(paths);
    }

    private IDataView Pixels(IEnumerable<string> files, float scale = 1)
    {
        IDataView images = Images(files);
        return _ml.Transforms.ExtractPixels("X", "X", scaleImage: scale).Fit(images).Transform(images);
    }

    private string Text()
    {
        string path = Path.Combine(_folder, "text.jpg");
        File.WriteAllText(path, "not an image");
        return path;
    }

    private void ReadListOfImagesTwice()
    {
        List<ImageRow> images = [.. ImageColumns.Random(2, 4, 4).Select(image => new ImageRow { Image = image })];
        IDataView rows = _ml.Data.LoadFromEnumerable(images);
        for (int i = 0; i < 2; i++)
            _ml.Transforms.ResizeImages("X", 4, 4, "Image").Append(Normalize(Exact)).Fit(rows);
    }

    private void LoadShardWithoutIndex()
    {
        string shard = Path.Combine(_folder, "model-00002-of-00003.safetensors");
        File.Copy(Path.Combine(ShardTests.Folder, Path.GetFileName(shard)), shard);
        BatchNormParameters.LoadSafetensors(shard, "bn2.");
    }

    private void LoadDamaged()
    {
        (string Name, byte[] Content)[] entries = ZipEntries.Read(SaveModel());
        byte[] block = ModelBlock.Write(Fitted().Columns);
        byte[] content = entries.Select(entry => entry.Content).Single(bytes => bytes.AsSpan().IndexOf(block) >= 0);
        content[content.AsSpan().IndexOf(block) + (block.Length / 2)] ^= 1;
        _ml.Model.Load(new MemoryStream(ZipEntries.Write(entries)), out _);
    }

    private byte[] SaveModel()
    {
        using var stream = new MemoryStream();
        _ml.Model.Save(Fitted(), inputSchema: null, stream);
        return stream.ToArray();
    }

    private BatchNormTransformer Fitted() => Normalize(Exact).Fit(Vectors([1, 2, 3], [2, 3, 4]));

    /// <summary>The program has no reference to the library, which lies beside it.</summary>
    private string LoadWithoutThePackage()
    {
        string model = Path.Combine(_folder, "model.zip");
        File.WriteAllBytes(model, SaveModel());
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "StockProcess.dll"), model])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.WriteLine("0");
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return error[Math.Max(0, error.IndexOf("Could not load", StringComparison.Ordinal))..];
    }

    private sealed class Value
    {
        public float X { get; set; }
    }

    private sealed class Values
    {
        [VectorType(2)]
        public float[] X { get; set; } = [];
    }

    private sealed class ImageRow
    {
        [ImageType(4, 4)]
        public MLImage? Image { get; set; }
    }
}
