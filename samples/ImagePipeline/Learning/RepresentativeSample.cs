namespace ImagePipeline.Learning;

/// <summary>A few of many answers, of which as large a share is right as of all; a few at random would flatter a model, or wrong it.</summary>
internal static class RepresentativeSample
{
    /// <returns>In their order, from all over the list; the same ones for the same answers.</returns>
    public static IReadOnlyList<T> Choose<T>(IReadOnlyList<T> answers, Func<T, bool> isRight, int count)
    {
        if (count >= answers.Count)
            return answers;
        ILookup<bool, int> positions = Enumerable.Range(0, answers.Count).ToLookup(i => isRight(answers[i]));
        int[] right = [.. positions[true]];
        int[] wrong = [.. positions[false]];
        int rightCount = (int)Math.Round((double)count * right.Length / answers.Count);
        return [.. Spread(right, rightCount).Concat(Spread(wrong, count - rightCount)).Order().Select(i => answers[i])];
    }

    private static IEnumerable<int> Spread(int[] positions, int count) =>
        Enumerable.Range(0, count).Select(i => positions[(int)((long)i * positions.Length / count)]);
}
