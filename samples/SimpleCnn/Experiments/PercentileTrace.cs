namespace SimpleCnn.Experiments;

/// <summary>
/// The 15th, 50th and 85th percentile of what goes into one neuron, over time: figure 1 in Ioffe and Szegedy, 2015. Each point is of all
/// images of some steps.
/// </summary>
internal sealed class PercentileTrace(int steps)
{
    private const int MaxPoints = 50;
    private static readonly double[] Shares = [0.15, 0.5, 0.85];

    private readonly int _interval = Math.Max(1, steps / MaxPoints);
    private readonly List<float> _values = [];
    private readonly List<(int Step, double[] Percentiles)> _points = [];

    public IReadOnlyList<(int Step, double[] Percentiles)> Points => _points;

    /// <param name="step">The step, from 0.</param>
    /// <param name="batch">What goes into all neurons of a layer, image by image; the first neuron is the one.</param>
    /// <param name="neurons">How many neurons it has.</param>
    public void Add(int step, ReadOnlySpan<float> batch, int neurons)
    {
        for (int i = 0; i < batch.Length; i += neurons)
            _values.Add(batch[i]);
        if ((step + 1) % _interval != 0)
            return;
        _values.Sort();
        _points.Add((step + 1, [.. Shares.Select(share => (double)_values[(int)(share * (_values.Count - 1))])]));
        _values.Clear();
    }
}
