namespace MlNetBatchNorm.Tests.Views;

/// <summary>Rows of numbers that are the same in every run.</summary>
internal static class TestRows
{
    /// <summary>Rows of numbers around 1, or of any bytes.</summary>
    public static T[][] Create<T>(int count, int size, int seed = 1) where T : unmanaged
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, size).Select(_ => Next<T>(random)).ToArray())];
    }

    private static T Next<T>(Random random) where T : unmanaged =>
        typeof(T) == typeof(byte) ? (T)(object)(byte)random.Next(256)
        : typeof(T) == typeof(float) ? (T)(object)(float)(1 + (4 * (random.NextDouble() - 0.5)))
        : typeof(T) == typeof(int) ? (T)(object)random.Next()
        : (T)(object)(1 + (4 * (random.NextDouble() - 0.5)));
}
