using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.Rows;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Applying;

/// <summary>
/// Rows cost no memory: applying and fitting allocate as much on 1000 rows as on 10. What is counted is allocated by this thread, so that
/// other tests do not disturb.
/// </summary>
public sealed class AllocationTests
{
    private const int Few = 10;
    private const int Many = 1000;

#if DEBUG
    /// <summary>Code that is not optimized looks the literal of a span up each time.</summary>
    private const int DebugBytesOfAnImage = 72;
#else
    private const int DebugBytesOfAnImage = 0;
#endif

    private static readonly int[] Dimensions = [3, 4, 5];
    private readonly MLContext _ml = new();

    public static TheoryData<string, bool> Cases() => new(
        from kind in (string[])["Single", "Copied", "Sparse", "Double", "Byte", "Image"]
        from last in (bool[])[false, true]
        select new TheoryDataRow<string, bool>(kind, last));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Transform_OfManyRows_AllocatesAsForFew(string kind, bool last)
    {
        BatchNormTransformer transformer = Estimator(kind, last, BatchNormStatistics.Running).Fit(View(kind, Few));
        AssertSame(kind, view => Read(transformer.Transform(view), kind));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fit_OfManyRows_AllocatesAsForFew(string kind, bool last)
    {
        BatchNormEstimator estimator = Estimator(kind, last, BatchNormStatistics.Running);
        AssertSame(kind, view => estimator.Fit(view));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fit_ExactOfManyRows_AllocatesAsForFew(string kind, bool last)
    {
        BatchNormEstimator estimator = Estimator(kind, last, BatchNormStatistics.Exact);
        // The numbers that are divided at the end have a digit more for more rows.
        AssertSame(kind, view => estimator.Fit(view), more: 4096);
    }

    /// <summary>The rows of a batch are held in arrays that are used again, and the map of one batch in that of the next.</summary>
    [Fact]
    public void Transform_UntrackedOfMoreBatches_AllocatesAsForFew()
    {
        BatchNormTransformer untracked = Untracked(batchSize: 5);

        Assert.InRange(Allocated(untracked, rows: 1000) - Allocated(untracked, rows: 100), 0, 512);
    }

    /// <summary>As many batches, of ten times the rows: 45 more rows are held, 264 bytes each with their array's head, in a longer list.</summary>
    [Fact]
    public void Transform_UntrackedOfLongerBatches_AllocatesTheirBuffersOnce()
    {
        long few = Allocated(Untracked(batchSize: 5), rows: 100);
        long many = Allocated(Untracked(batchSize: 50), rows: 1000);

        Assert.InRange(many - few, 0, (45 * 264) + 2048);
    }

    /// <summary>The measure sees what there is to see.</summary>
    [Fact]
    public void Measure_OfRowsThatAllocate_ShowsThem()
    {
        IDataView few = ColumnValues.View(_ml, RandomRows.Singles(Few, 12), 3, 4);
        IDataView many = ColumnValues.View(_ml, RandomRows.Singles(Many, 12), 3, 4);

        Assert.True(Allocated(() => ColumnValues.Read(many, "X")) >= Allocated(() => ColumnValues.Read(few, "X")) + ((Many - Few) * 12 * sizeof(float)));
    }

    private static void AssertSame(string kind, Action<IDataView> run, int more = 256)
    {
        IDataView few = View(kind, Few);
        IDataView many = View(kind, Many);
        long difference = Allocated(() => run(many)) - Allocated(() => run(few));

        // A log message that says 1000 instead of 10, but not a byte a row.
        Assert.InRange(difference, -more, more + (kind == "Image" ? (Many - Few) * DebugBytesOfAnImage : 0));
    }

    private static long Allocated(BatchNormTransformer transformer, int rows)
    {
        IDataView view = View("Single", rows);
        return Allocated(() => Read(transformer.Transform(view), "Single"));
    }

    /// <summary>The least of a few runs: the first ones compile, and fill pools and caches.</summary>
    private static long Allocated(Action run)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 5; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            run();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }

    private static void Read(IDataView view, string kind)
    {
        if (kind == "Double")
            Read<double>(view);
        else
            Read<float>(view);
    }

    private static void Read<T>(IDataView view)
    {
        using DataViewRowCursor cursor = view.GetRowCursor([view.Schema["Y"]]);
        ValueGetter<VBuffer<T>> getter = cursor.GetGetter<VBuffer<T>>(view.Schema["Y"]);
        VBuffer<T> value = default;
        while (cursor.MoveNext())
            getter(ref value);
    }

    private static IDataView View(string kind, int rows) => kind switch
    {
        "Single" => Vectors(NumberDataViewType.Single, RandomRows.Singles(rows, 60)),
        "Copied" => new MemoryView(MemoryColumn.Copies(ColumnValues.Input, Buffers(RandomRows.Singles(rows, 60)), Dimensions)),
        "Sparse" => new MemoryView(MemoryColumn.Copies(ColumnValues.Input, SparseRows.Create(rows, 60), Dimensions)),
        "Double" => Vectors(NumberDataViewType.Double, RandomRows.Doubles(rows, 60)),
        "Byte" => Vectors(NumberDataViewType.Byte, RandomRows.Bytes(rows, 60)),
        _ => ImageColumns.View([.. Enumerable.Repeat(ImageColumns.Random(2, height: 4, width: 5), rows / 2).SelectMany(pair => pair)]),
    };

    private static ListView<VBuffer<T>> Vectors<T>(PrimitiveDataViewType itemType, T[][] rows) =>
        new(ColumnValues.Input, new VectorDataViewType(itemType, Dimensions), Buffers(rows));

    private static VBuffer<T>[] Buffers<T>(T[][] rows) => [.. rows.Select(row => new VBuffer<T>(row.Length, row))];

    private BatchNormTransformer Untracked(int batchSize) =>
        _ml.Transforms.NormalizeBatch("Y", "X", batchSize, trackRunningStats: false).Fit(View("Single", 0));

    private BatchNormEstimator Estimator(string kind, bool last, BatchNormStatistics statistics) =>
        _ml.Transforms.NormalizeBatch("Y", kind == "Image" ? ImageColumns.Name : ColumnValues.Input, new BatchNormEstimator.Options
        {
            BatchSize = 5,
            Statistics = statistics,
            Momentum = null,
            Layout = last ? ChannelLayout.ChannelsLast : ChannelLayout.ChannelsFirst,
            MaxDegreeOfParallelism = 1,
        });
}
