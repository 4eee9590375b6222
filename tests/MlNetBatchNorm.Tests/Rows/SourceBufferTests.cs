using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.Views;
using Options = MlNetBatchNorm.BatchNormEstimator.Options;

namespace MlNetBatchNorm.Tests.Rows;

/// <summary>
/// Rows are read into buffers that several rows wait in. Whether a source writes into them, hands out arrays of its own, or one array again and
/// again, is the same to the statistics.
/// </summary>
public sealed class SourceBufferTests
{
    private const int Rows = 77;
    private const int Size = 10;

    private static readonly float[][] Values = RandomRows.Singles(Rows, Size);

    private readonly MLContext _ml = new();

    public static TheoryData<bool, BatchNormStatistics> Ways => new()
    {
        { true, BatchNormStatistics.Running },
        { true, BatchNormStatistics.Exact },
        { false, BatchNormStatistics.Running },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Fit_OnSourcesThatKeepTheirArrays_LearnsTheSame(bool trackRunningStats, BatchNormStatistics statistics)
    {
        var options = new Options { TrackRunningStats = trackRunningStats, Statistics = statistics, BatchSize = 24 };
        string[] expected = Learn(options, Copies([.. Values.Select(row => new VBuffer<float>(Size, row))]));

        Assert.Equal(expected, Learn(options, new(MemoryColumn.Vectors("X", Values, [Size]))));
        Assert.Equal(expected, Learn(options, new(new OneArray())));
        Assert.Equal(expected, Learn(options, new(new Swapped()) { RowsInBatch = 3 }));
    }

    /// <summary>What the source keeps and writes the next row into is not what a reader of normalized rows has.</summary>
    [Fact]
    public void Transform_OfSourceThatKeepsBuffers_LeavesEarlierRowsAsTheyWere()
    {
        MemoryView swapped = new(new Swapped());
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X").Fit(swapped);
        IDataView normalized = transformer.Transform(swapped);
        List<VBuffer<float>> rows = [];
        using DataViewRowCursor cursor = normalized.GetRowCursor([normalized.Schema["Y"]]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(normalized.Schema["Y"]);
        while (cursor.MoveNext())
        {
            VBuffer<float> row = default;
            getter(ref row);
            rows.Add(row);
        }

        MemoryView copies = Copies([.. Values.Select(row => new VBuffer<float>(Size, row))]);
        Assert.Equal(ColumnValues.Read(transformer.Transform(copies), "Y"), rows.Select(row => row.DenseValues().ToArray()));
    }

    /// <summary>What is left of such a row lies behind the next row's values.</summary>
    [Theory]
    [InlineData(BatchNormStatistics.Running, 1)]
    [InlineData(BatchNormStatistics.Running, 2)]
    [InlineData(BatchNormStatistics.Exact, 1)]
    [InlineData(BatchNormStatistics.Exact, 2)]
    public void Fit_ThatSkipsLongerRows_LearnsFromTheOthersAlone(BatchNormStatistics statistics, int threads)
    {
        var longer = new VBuffer<float>(14, [.. Enumerable.Repeat(float.NaN, 14)]);
        VBuffer<float>[] rows = [.. Values.Select((row, i) => i % 5 == 2 ? longer : new VBuffer<float>(Size, row))];
        var options = new Options { SkipUnreadableRows = true, Statistics = statistics, BatchSize = 4, MaxDegreeOfParallelism = threads };

        BatchNormEstimator estimator = _ml.Transforms.NormalizeBatch("Y", "X", options);
        Assert.Equal(estimator.Fit(Copies([.. rows.Where(row => row.Length == Size)])).Parameters[0], estimator.Fit(Copies(rows)).Parameters[0]);
    }

    /// <summary>The model, and what it makes of the rows.</summary>
    private string[] Learn(Options options, MemoryView view)
    {
        BatchNormTransformer transformer = _ml.Transforms.NormalizeBatch("Y", "X", options).Fit(view);
        float[][] normalized = ColumnValues.Read(transformer.Transform(view), "Y");
        return [.. SavedModel.Of(_ml, transformer, view.Schema).Contents(), .. normalized.Select(row => string.Join(' ', row.Select(BitConverter.SingleToInt32Bits)))];
    }

    private static MemoryView Copies(VBuffer<float>[] rows) => new(MemoryColumn.Copies("X", rows, [Size])) { RowsInBatch = 3 };

    /// <summary>A getter may keep the buffer that it is called with, and write the next row into it.</summary>
    private sealed class Swapped() : MemoryColumn("X", new VectorDataViewType(NumberDataViewType.Single, Size), SourceBufferTests.Rows, annotations: null)
    {
        public override Delegate MakeGetter(Func<long> position)
        {
            VBuffer<float> kept = default;
            return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                VBufferEditor<float> editor = VBufferEditor.Create(ref kept, Size);
                Values[position()].CopyTo(editor.Values);
                kept = editor.Commit();
                (kept, value) = (value, kept);
            });
        }
    }

    private sealed class OneArray() : MemoryColumn("X", new VectorDataViewType(NumberDataViewType.Single, Size), SourceBufferTests.Rows, annotations: null)
    {
        public override Delegate MakeGetter(Func<long> position)
        {
            float[] array = new float[Size];
            return (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                Values[position()].CopyTo(array, 0);
                value = new VBuffer<float>(Size, array);
            });
        }
    }
}
