namespace MlNetBatchNorm.Numerics.Gradient;

/// <summary>Runs pieces of work that do not depend on each other, on one thread or on several.</summary>
internal sealed class WorkLoop(int? maxDegreeOfParallelism)
{
    /// <summary>Below so many values, one thread is done before another has begun.</summary>
    private const int MinValues = 1 << 15;

    private readonly ParallelOptions _options = new() { MaxDegreeOfParallelism = maxDegreeOfParallelism ?? -1 };

    /// <summary>How many threads may run; null for as many as there are processors.</summary>
    public int? MaxDegreeOfParallelism => maxDegreeOfParallelism;

    /// <summary>How many threads go over so many values.</summary>
    public int ThreadsFor(int values) =>
        values < MinValues ? 1 : maxDegreeOfParallelism is null or -1 ? Environment.ProcessorCount : maxDegreeOfParallelism.Value;

    /// <summary>Runs <paramref name="piece"/> for 0 to <paramref name="count"/> - 1, in any order; all of them go over so many values.</summary>
    public void Run(int count, int values, Action<int> piece)
    {
        if (ThreadsFor(values) > 1)
        {
            Parallel.For(0, count, _options, piece);
            return;
        }

        for (int i = 0; i < count; i++)
            piece(i);
    }
}
