namespace Samples.Tests;

/// <summary>Numbers to compute with.</summary>
internal static class Numbers
{
    /// <summary>From -1 to 1, the same ones for a seed.</summary>
    public static float[] Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1)];
    }

    /// <summary>In random order, at least <paramref name="gap"/> apart from each other and from zero.</summary>
    public static float[] Apart(int count, float gap, int seed)
    {
        float[] values = [.. Enumerable.Range(0, count).Select(i => (i - (count / 2) + 0.5f) * 2 * gap)];
        new Random(seed).Shuffle(values);
        return values;
    }
}
