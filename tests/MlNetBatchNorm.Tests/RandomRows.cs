namespace MlNetBatchNorm.Tests;

/// <summary>Rows of values that are the same on every run.</summary>
internal static class RandomRows
{
    /// <summary>Each of the columns its own mean and spread; nothing a shift by a channel could hide.</summary>
    public static float[][] Singles(int rows, int size, int seed = 1) =>
        Make(rows, size, seed, (random, i) => (float)((i % 7) - 3 + ((1 + (i % 3)) * ((random.NextDouble() * 4) - 2))));

    public static double[][] Doubles(int rows, int size, int seed = 1) =>
        Make(rows, size, seed, (random, i) => (i % 7) - 3 + ((1 + (i % 3)) * ((random.NextDouble() * 4) - 2)));

    public static byte[][] Bytes(int rows, int size, int seed = 1) =>
        Make(rows, size, seed, (random, i) => (byte)((random.Next(200) + (i % 56)) & 0xFF));

    private static T[][] Make<T>(int rows, int size, int seed, Func<Random, int, T> value)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(_ => Enumerable.Range(0, size).Select(i => value(random, i)).ToArray())];
    }
}
