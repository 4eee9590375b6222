using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using Options = MlNetBatchNorm.BatchNormEstimator.Options;

namespace MlNetBatchNorm.Tests.Views;

/// <summary>The estimators that go through <see cref="EstimatorWorkout"/>, each with the rows it is fitted on.</summary>
internal static class WorkoutCases
{
    private const int Rows = 11;

    public static IReadOnlyDictionary<string, Func<TransformsCatalog, WorkoutCase>> All { get; } =
        new Dictionary<string, Func<TransformsCatalog, WorkoutCase>>
        {
            ["vector"] = catalog => One(catalog, [5], new()),
            ["sequence first"] = catalog => One(catalog, [3, 4], new()),
            ["sequence last"] = catalog => One(catalog, [4, 3], new() { Layout = ChannelLayout.ChannelsLast }),
            ["image first"] = catalog => One(catalog, [3, 5, 7], new()),
            ["image last"] = catalog => One(catalog, [5, 7, 3], new()),
            ["volume first"] = catalog => One(catalog, [2, 3, 4, 5], new()),
            ["volume last"] = catalog => One(catalog, [3, 4, 5, 2], new() { Layout = ChannelLayout.ChannelsLast }),
            ["flat first"] = catalog => One(catalog, [12], new() { NumFeatures = 3 }),
            ["flat last"] = catalog => One(catalog, [12], new() { NumFeatures = 3, Layout = ChannelLayout.ChannelsLast }),
            ["batches of 1"] = catalog => One(catalog, [3, 4], new() { BatchSize = 1, Momentum = null }),
            ["last batch dropped"] = catalog => One(catalog, [3], new() { BatchSize = 4, DropLastBatch = true }),
            ["no affine"] = catalog => One(catalog, [3, 4], new() { Affine = false }),
            ["weight and bias"] = catalog => One(catalog, [3, 4], new() { Weight = [2, -1, 0], Bias = [0.5f, -1, 3] }),
            ["exact"] = catalog => One(catalog, [3, 4], new() { Statistics = BatchNormStatistics.Exact }),
            ["exact bytes"] = catalog => One<byte>(catalog, [5, 7, 3], new() { Statistics = BatchNormStatistics.Exact }),
            ["bytes"] = catalog => One<byte>(catalog, [3, 5, 7], new()),
            ["doubles"] = catalog => One<double>(catalog, [3, 5, 7], new()),
            ["one thread"] = catalog => One(catalog, [3, 4], new() { MaxDegreeOfParallelism = 1 }),
            ["untracked"] = catalog => One(catalog, [3, 4], new() { TrackRunningStats = false, BatchSize = 4 }),
            ["untracked bytes"] = catalog => One<byte>(catalog, [3], new() { TrackRunningStats = false, BatchSize = 4 }),
            ["untracked doubles, no affine"] = catalog =>
                One<double>(catalog, [3], new() { TrackRunningStats = false, BatchSize = 4, Affine = false }),
            ["in place"] = catalog => InPlace(catalog, new()),
            ["untracked in place"] = catalog => InPlace(catalog, new() { TrackRunningStats = false, BatchSize = 4 }),
            ["several columns"] = catalog => Several(catalog, new() { BatchSize = 4 }),
            ["untracked several columns"] = catalog => Several(catalog, new() { TrackRunningStats = false, BatchSize = 4 }),
            ["slot names"] = catalog => SlotNames(catalog, new()),
            ["untracked slot names"] = catalog => SlotNames(catalog, new() { TrackRunningStats = false, BatchSize = 4 }),
            ["sparse"] = catalog => Sparse(catalog, new()),
            ["untracked sparse"] = catalog => Sparse(catalog, new() { TrackRunningStats = false, BatchSize = 4 }),
            ["copies"] = catalog => Copies(catalog, [.. TestRows.Create<float>(Rows, 12).Select(row => new VBuffer<float>(12, row))]),
            ["sparse copies"] = catalog => Copies(catalog, SparseRows.Create(Rows, 12)),
            ["copies of doubles"] = catalog => Copies(catalog, [.. TestRows.Create<double>(Rows, 12).Select(row => new VBuffer<double>(12, row))]),
            ["known statistics"] = catalog => new(
                catalog.NormalizeChannels("Y", "X", [1, 2, 3], [1, 0.5f, 4]), View(Vectors<float>("X", [3, 4])), "X"),
            ["known parameters"] = catalog => new(
                catalog.NormalizeBatch("Y", "X", new BatchNormParameters([1, 2, 3], [1, 0.5f, 4], [1, 2, 3], [4, 5, 6])),
                View(Vectors<float>("X", [3, 4])), "X"),
            ["number"] = catalog => Number(catalog, Numbers<float>(), new()),
            ["number of bytes, exact"] = catalog => Number(catalog, Numbers<byte>(), new() { Statistics = BatchNormStatistics.Exact }),
            ["untracked number of doubles"] = catalog => Number(catalog, Numbers<double>(), new() { TrackRunningStats = false, BatchSize = 4 }),
            ["image column"] = catalog => new(catalog.NormalizeBatch("Y", "X"), View(Images("X")), "X"),
            ["untracked image column"] = catalog => new(
                catalog.NormalizeBatch("Y", "X", trackRunningStats: false, batchSize: 4), View(Images("X")), "X"),
        };

    private static WorkoutCase One(TransformsCatalog catalog, int[] dimensions, Options options) => One<float>(catalog, dimensions, options);

    private static WorkoutCase One<T>(TransformsCatalog catalog, int[] dimensions, Options options) where T : unmanaged =>
        new(catalog.NormalizeBatch("Y", "X", options), View(Vectors<T>("X", dimensions)), "X");

    private static WorkoutCase Number<T>(TransformsCatalog catalog, T[] numbers, Options options) where T : struct => new(
        catalog.NormalizeBatch("Y", "X", options),
        View(MemoryColumn.Create("X", ColumnType<T>(), numbers)), "X");

    private static T[] Numbers<T>() where T : unmanaged => [.. TestRows.Create<T>(Rows, 1).Select(row => row[0])];

    private static NumberDataViewType ColumnType<T>() =>
        typeof(T) == typeof(float) ? NumberDataViewType.Single : typeof(T) == typeof(double) ? NumberDataViewType.Double : NumberDataViewType.Byte;

    private static WorkoutCase InPlace(TransformsCatalog catalog, Options options) =>
        new(catalog.NormalizeBatch("X", null, options), View(Vectors<float>("X", [3, 4])), "X");

    /// <summary>Two outputs of one input, and outputs that bear the names of inputs.</summary>
    private static WorkoutCase Several(TransformsCatalog catalog, Options options)
    {
        InputOutputColumnPair[] pairs = [new("Y", "X"), new("Z", "X"), new("X", "Bytes"), new("Bytes", "Doubles")];
        MemoryView view = View(Vectors<float>("X", [2, 6]), Vectors<byte>("Bytes", [2, 6]), Vectors<double>("Doubles", [2, 6]));
        return new(catalog.NormalizeBatch(pairs, options), view, "Doubles");
    }

    private static WorkoutCase SlotNames(TransformsCatalog catalog, Options options)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        VBuffer<ReadOnlyMemory<char>> names = new(3, ["red".AsMemory(), "green".AsMemory(), "blue".AsMemory()]);
        annotations.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, names.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) => names.CopyTo(ref value));
        annotations.AddPrimitiveValue("Unit", TextDataViewType.Instance, "lux".AsMemory());
        MemoryView view = View(MemoryColumn.Vectors("X", TestRows.Create<float>(Rows, 3), [3], annotations.ToAnnotations()));
        return new(catalog.NormalizeBatch("Y", "X", options), view, "X");
    }

    private static WorkoutCase Sparse(TransformsCatalog catalog, Options options) =>
        new(catalog.NormalizeBatch("Y", "X", options), View(MemoryColumn.Vectors("X", SparseRows.Create(Rows, 12), [3, 4])), "X");

    private static WorkoutCase Copies<T>(TransformsCatalog catalog, VBuffer<T>[] rows) where T : unmanaged =>
        new(catalog.NormalizeBatch("Y", "X"), View(MemoryColumn.Copies("X", rows, [3, 4])), "X");

    /// <summary>The columns, beside others that nobody asked for.</summary>
    private static MemoryView View(params MemoryColumn[] columns) => new([
        MemoryColumn.Text("Name", [.. Enumerable.Range(0, Rows).Select(row => $"row {row}")]),
        .. columns,
        MemoryColumn.Vectors("Other", TestRows.Create<float>(Rows, 2, seed: 2), [2])]);

    private static MemoryColumn Vectors<T>(string name, int[] dimensions) where T : unmanaged =>
        MemoryColumn.Vectors(name, TestRows.Create<T>(Rows, dimensions.Aggregate((product, dimension) => product * dimension)), dimensions);

    private static MemoryColumn Images(string name) => MemoryColumn.Create(name, new ImageDataViewType(4, 6),
        [.. TestRows.Create<byte>(Rows, 4 * 6 * 4).Select(pixels => MLImage.CreateFromPixels(6, 4, MLPixelFormat.Bgra32, pixels))]);
}
