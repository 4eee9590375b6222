using MlNetBatchNorm.Reading;
using MlNetBatchNorm.Rows;

namespace MlNetBatchNorm.Tests.Reading;

public sealed class OrderedResultsTests
{
    private const int Items = 500;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(16)]
    public void MoveNext_OnAnyNumberOfThreads_GivesEveryResultInOrder(int threads)
    {
        var source = new Source();
        using var results = new OrderedResults<int[]>(source.Threads(threads), () => new int[1]);

        Assert.Equal(Enumerable.Range(0, Items).Select(i => i * i), Read(results));
        Assert.False(results.MoveNext(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(16)]
    public void MoveNext_AfterAFault_ThrowsItInItsTurn(int threads)
    {
        foreach (Source source in (Source[])[new Source { FailsToCompute = 77 }, new Source { FailsToTake = 77 }])
        {
            using var results = new OrderedResults<int[]>(source.Threads(threads), () => new int[1]);
            for (int i = 0; i < 77; i++)
            {
                Assert.True(results.MoveNext(TestContext.Current.CancellationToken));
                Assert.Equal(i * i, results.Current[0]);
            }

            Assert.Equal("77", Assert.Throws<InvalidDataException>(() => results.MoveNext(TestContext.Current.CancellationToken)).Message);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Threads_AheadOfTheReader_HoldAFewResultsEach(int threads)
    {
        var source = new Source();
        using var results = new OrderedResults<int[]>(source.Threads(threads), () => new int[1]);
        for (int i = 0; i < 20; i++)
        {
            Assert.True(results.MoveNext(TestContext.Current.CancellationToken));
            Assert.InRange(source.Taken, i, i + (3 * threads));
        }
    }

    [Fact]
    public void Dispose_BeforeTheEnd_StopsTheThreads()
    {
        var source = new Source();
        var results = new OrderedResults<int[]>(source.Threads(3), () => new int[1]);
        Assert.True(results.MoveNext(TestContext.Current.CancellationToken));
        results.Dispose();
        int taken = source.Taken;

        Assert.InRange(taken, 1, 10);
        Assert.Equal(taken, source.Taken);
    }

    [Fact]
    public void MoveNext_WhenCancelled_Throws()
    {
        using var cancellation = new CancellationTokenSource();
        using var computing = new ManualResetEventSlim();
        var source = new Source { BeforeCompute = () => computing.Wait(TestContext.Current.CancellationToken) };
        using var results = new OrderedResults<int[]>(source.Threads(2), () => new int[1]);
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() => results.MoveNext(cancellation.Token));
        computing.Set();
    }

    private static List<int> Read(OrderedResults<int[]> results)
    {
        List<int> read = [];
        while (results.MoveNext(TestContext.Current.CancellationToken))
            read.Add(results.Current[0]);
        return read;
    }

    private sealed class Source
    {
        private int _next = -1;

        public int? FailsToTake { get; init; }

        public int? FailsToCompute { get; init; }

        public Action BeforeCompute { get; init; } = () => { };

        public int Taken => Volatile.Read(ref _next) + 1;

        public IOrderedWork<int[]>[] Threads(int threads) => [.. Enumerable.Range(0, threads).Select(_ => new Work(this))];

        private sealed class Work(Source source) : IOrderedWork<int[]>
        {
            private int _item;

            public bool Take()
            {
                _item = ++source._next;
                if (_item == source.FailsToTake)
                    throw new InvalidDataException($"{_item}");
                return _item < Items;
            }

            public void Compute(int[] result)
            {
                source.BeforeCompute();
                if (_item == source.FailsToCompute)
                    throw new InvalidDataException($"{_item}");
                result[0] = _item * _item;
            }
        }
    }
}
