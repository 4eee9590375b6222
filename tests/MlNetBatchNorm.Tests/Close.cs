namespace MlNetBatchNorm.Tests;

/// <summary>Asserts that values agree.</summary>
internal static class Close
{
    /// <summary>To within <paramref name="tolerance"/> of the largest expected value.</summary>
    public static void AssertRelative<T>(IReadOnlyList<T> expected, IReadOnlyList<T> actual, double tolerance) where T : IConvertible
    {
        double largest = expected.Max(value => Math.Abs(value.ToDouble(null)));
        AssertWithin(expected, actual, _ => tolerance * largest);
    }

    /// <summary>To within what <paramref name="allowed"/> says for each index.</summary>
    public static void AssertWithin<T>(IReadOnlyList<T> expected, IReadOnlyList<T> actual, Func<int, double> allowed) where T : IConvertible
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++)
            Assert.True(Math.Abs(expected[i].ToDouble(null) - actual[i].ToDouble(null)) <= allowed(i),
                FormattableString.Invariant($"value {i}: expected {expected[i]:r}, got {actual[i]:r}, allowed {allowed(i)}"));
    }
}
